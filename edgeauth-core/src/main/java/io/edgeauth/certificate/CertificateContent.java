package io.edgeauth.certificate;

import io.edgeauth.reason.Reasons;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * One certificate as it is judged: its parts read from its bytes, strictly and within limits, so
 * that what follows works on little and what cannot be read refuses it. Immutable.
 */
final class CertificateContent {

  static final int DIGITAL_SIGNATURE = 0;
  static final int KEY_CERT_SIGN = 5;
  static final int CRL_SIGN = 6;

  private static final int MAX_BYTES = 32 * 1024;

  private final X509Certificate certificate;
  private final byte[] encoded;
  private final Der signatureAlgorithm;
  private final Der keyInfo;
  private final DistinguishedName subject;
  private final Instant notBefore;
  private final Instant notAfter;
  private final CertificateExtensions extensions;

  private CertificateContent(X509Certificate certificate, byte[] encoded)
      throws DerException, ChainFault {
    this.certificate = certificate;
    this.encoded = encoded;
    List<Der> parts = Der.of(encoded).sequence(3, 3);
    List<Der> fields = parts.get(0).sequence(6, 10);
    int first = fields.get(0).is(0xa0) ? 1 : 0;
    if (fields.size() < first + 6) {
      throw new DerException("a certificate that lacks a field");
    }
    this.signatureAlgorithm = parts.get(1);
    if (!Arrays.equals(signatureAlgorithm.whole(), fields.get(first + 1).whole())) {
      throw new DerException("two algorithms of one signature");
    }
    List<Der> validity = fields.get(first + 3).sequence(2, 2);
    this.notBefore = validity.get(0).time();
    this.notAfter = validity.get(1).time();
    this.subject = DistinguishedName.ofEncoded(fields.get(first + 4).whole());
    this.keyInfo = fields.get(first + 5);
    this.extensions = CertificateExtensions.of(fields.subList(first + 6, fields.size()));
  }

  /**
   * Reads a certificate.
   *
   * @throws ChainFault if it cannot be read, or is larger than what is looked at
   */
  static CertificateContent of(X509Certificate certificate) throws ChainFault {
    try {
      byte[] encoded = certificate.getEncoded();
      if (encoded.length > MAX_BYTES) {
        throw tooComplex("a certificate of " + encoded.length + " bytes");
      }
      return new CertificateContent(certificate, encoded);
    } catch (DerException | CertificateEncodingException e) {
      throw new ChainFault(Reasons.CERTIFICATE_MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  static ChainFault tooComplex(String detail) {
    return new ChainFault(Reasons.CERTIFICATE_TOO_COMPLEX, detail);
  }

  X509Certificate certificate() {
    return certificate;
  }

  /** Not a copy: for reading alone. */
  byte[] encoded() {
    return encoded;
  }

  void checkAlgorithms() throws ChainFault {
    try {
      AlgorithmPolicy.checkKey(keyInfo);
      AlgorithmPolicy.checkSignature(signatureAlgorithm);
    } catch (DerException e) {
      throw new ChainFault(Reasons.CERTIFICATE_MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /** An authority of the trust store is trusted as it is: who signed it, and how, is no matter. */
  void checkKey() throws ChainFault {
    try {
      AlgorithmPolicy.checkKey(keyInfo);
    } catch (DerException e) {
      throw new ChainFault(Reasons.CERTIFICATE_MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  Der keyInfo() {
    return keyInfo;
  }

  PublicKey key() {
    return certificate.getPublicKey();
  }

  X500Principal subjectName() {
    return certificate.getSubjectX500Principal();
  }

  X500Principal issuerName() {
    return certificate.getIssuerX500Principal();
  }

  DistinguishedName subject() {
    return subject;
  }

  boolean isSelfIssued() {
    return subjectName().equals(issuerName());
  }

  Instant notBefore() {
    return notBefore;
  }

  Instant notAfter() {
    return notAfter;
  }

  /** What it says beyond its fields. */
  CertificateExtensions extensions() {
    return extensions;
  }

  boolean hasAlternativeNames() {
    return extensions.hasAlternativeNames();
  }

  List<GeneralName> alternativeNames() {
    return extensions.alternativeNames();
  }

  boolean isAuthority() {
    return extensions.isAuthority();
  }

  /** Whether the key may be used so: also where nothing is said of its use. */
  boolean mayBeUsedFor(int usage) {
    return extensions.keyUsage() == null || saysUse(usage);
  }

  boolean saysUse(int usage) {
    boolean[] said = extensions.keyUsage();
    return said != null && said[usage];
  }

  /** Null where nothing is said, which allows everything. */
  @Nullable Set<String> extendedKeyUsage() {
    return extensions.extendedKeyUsage();
  }

  @Nullable NameConstraints nameConstraints() {
    return extensions.nameConstraints();
  }

  /** Whether the key ids, where both are there, allow that it was issued by this one. */
  boolean mayBeIssuedBy(CertificateContent issuer) {
    byte[] said = extensions.authorityKey();
    byte[] is = issuer.extensions.subjectKey();
    return said == null || is == null || Arrays.equals(said, is);
  }

  boolean isSameAs(CertificateContent other) {
    return Arrays.equals(encoded, other.encoded);
  }
}
