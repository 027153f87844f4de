package io.edgeauth.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One list of revocations. The JDK reads it and verifies its signature; whose it is, whether it is
 * in force and about which certificates it speaks is judged here. Immutable but for what it
 * remembers of its verification.
 *
 * <p>Not taken: lists about other authorities' certificates (indirect), and lists of some reasons
 * or of attributes alone. Changes of a list (delta) cannot be read at all: left out beside the list
 * that they change, they would take what they revoke with them, and nobody would notice.
 */
final class RevocationList {

  private static final String POINT = "2.5.29.28";
  private static final String DELTA = "2.5.29.27";

  /** Ours and the authority's clocks may differ by as much. */
  static final Duration SKEW = Duration.ofSeconds(60);

  /** Keys of which we remember whether they signed it: authorities of one name. */
  private static final int MAX_KEYS = 16;

  private final X509CRL crl;
  private final boolean ofUsers;
  private final boolean ofAuthorities;
  private final @Nullable Set<String> points;
  private final @Nullable String fault;
  private final Map<Thumbprint, Boolean> signers = new ConcurrentHashMap<>();

  private RevocationList(X509CRL crl) throws IOException {
    this.crl = crl;
    boolean users = true;
    boolean authorities = true;
    Set<String> names = null;
    String trouble = null;
    if (crl.getExtensionValue(DELTA) != null) {
      throw new IOException("a list of changes (delta), in place of a complete one");
    }
    try {
      Der whole = Der.of(crl.getEncoded());
      AlgorithmPolicy.checkSignature(whole.sequence(3, 3).get(1));
      byte[] extension = crl.getExtensionValue(POINT);
      for (Der field : extension == null ? List.<Der>of() : point(extension)) {
        switch (field.tag()) {
          case 0xa0 -> names = DistributionPoints.names(field);
          case 0x81 -> authorities = !isTrue(field);
          case 0x82 -> users = !isTrue(field);
          default ->
              trouble = "a list of some reasons, of attributes, or about others' certificates";
        }
      }
      if (hasUnknownCritical()) {
        trouble = "a critical extension that is not known here";
      }
    } catch (DerException e) {
      throw new IOException(e.getMessage(), e);
    } catch (ChainFault e) {
      trouble = e.detail();
    } catch (CRLException e) {
      throw new IOException(e.getMessage(), e);
    }
    this.ofUsers = users;
    this.ofAuthorities = authorities;
    this.points = names;
    this.fault = trouble;
  }

  private static List<Der> point(byte[] extension) throws DerException {
    return Der.of(extension).nested().sequence(0, 6);
  }

  private static boolean isTrue(Der field) {
    byte[] content = field.content();
    return content.length == 1 && content[0] != 0;
  }

  private boolean hasUnknownCritical() {
    Set<String> critical = crl.getCriticalExtensionOIDs();
    if (critical != null && critical.stream().anyMatch(oid -> !oid.equals(POINT))) {
      return true;
    }
    Set<? extends X509CRLEntry> entries = crl.getRevokedCertificates();
    return entries != null && entries.stream().anyMatch(RevocationList::hasUnknownCritical);
  }

  private static boolean hasUnknownCritical(X509CRLEntry entry) {
    Set<String> critical = entry.getCriticalExtensionOIDs();
    return critical != null && critical.stream().anyMatch(oid -> !oid.equals("2.5.29.21"));
  }

  /**
   * Reads lists, PEM or DER.
   *
   * @throws IOException if there is none, or one cannot be read; the message says so
   */
  static List<RevocationList> read(byte[] content) throws IOException {
    List<RevocationList> lists = new ArrayList<>();
    try {
      for (CRL crl :
          CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(content))) {
        lists.add(new RevocationList((X509CRL) crl));
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IOException("it is no list of revocations: " + e.getMessage(), e);
    }
    if (lists.isEmpty()) {
      throw new IOException("it holds no list of revocations");
    }
    return Collections.unmodifiableList(lists);
  }

  Instant thisUpdate() {
    return crl.getThisUpdate().toInstant();
  }

  /** When the next is due; null where it does not say, and is not used. */
  @Nullable Instant nextUpdate() {
    return crl.getNextUpdate() == null ? null : crl.getNextUpdate().toInstant();
  }

  boolean isAbout(CertificateContent certificate) {
    return crl.getIssuerX500Principal().equals(certificate.issuerName());
  }

  /**
   * Says what this list knows of a certificate.
   *
   * @param certificate one of the issuer that the list names
   * @param issuer the certificate of its issuer, verified
   */
  RevocationStatus status(CertificateContent certificate, CertificateContent issuer, Instant now) {
    String trouble = fault(issuer);
    if (trouble != null) {
      return new RevocationStatus.Undetermined("list of revocations: " + trouble);
    }
    X509CRLEntry entry = crl.getRevokedCertificate(certificate.certificate().getSerialNumber());
    if (entry != null) {
      return new RevocationStatus.Revoked("by a list, since " + entry.getRevocationDate());
    }
    // What was revoked stays so when the list has ended; that nothing else was, does not.
    Instant until = nextUpdate();
    if (until == null || now.isAfter(until) || now.plus(SKEW).isBefore(thisUpdate())) {
      return new RevocationStatus.Undetermined(
          "list of revocations: it holds from " + thisUpdate() + " until " + until);
    }
    boolean speaks = certificate.isAuthority() ? ofAuthorities : ofUsers;
    boolean whole =
        points == null
            || !Collections.disjoint(points, certificate.extensions().distributionPoints());
    return speaks && whole
        ? new RevocationStatus.Good(until)
        : new RevocationStatus.Undetermined("a list of revocations that is about others");
  }

  private @Nullable String fault(CertificateContent issuer) {
    if (fault != null) {
      return fault;
    }
    if (!issuer.mayBeUsedFor(CertificateContent.CRL_SIGN)) {
      return "its issuer may not sign lists";
    }
    return isSignedBy(issuer) ? null : "its signature is not its issuer's";
  }

  private boolean isSignedBy(CertificateContent issuer) {
    Thumbprint key = Thumbprint.ofEncoded(issuer.keyInfo().whole());
    Boolean known = signers.get(key);
    if (known != null) {
      return known;
    }
    boolean signed;
    try {
      crl.verify(issuer.key());
      signed = true;
    } catch (GeneralSecurityException | RuntimeException e) {
      signed = false;
    }
    if (signers.size() < MAX_KEYS) {
      signers.put(key, signed);
    }
    return signed;
  }

  /** Whether it was asked about somebody, and was its issuer's. */
  boolean isVerified() {
    return signers.containsValue(true);
  }

  /** Whether the other is of the same issuer and part, and was issued before: played again. */
  boolean isNewerThan(RevocationList other) {
    return crl.getIssuerX500Principal().equals(other.crl.getIssuerX500Principal())
        && Objects.equals(points, other.points)
        && ofUsers == other.ofUsers
        && ofAuthorities == other.ofAuthorities
        && other.thisUpdate().isBefore(thisUpdate());
  }

  boolean isSameAs(RevocationList other) {
    try {
      return Arrays.equals(crl.getEncoded(), other.crl.getEncoded());
    } catch (CRLException e) {
      return false;
    }
  }
}
