package io.edgeauth.certificate;

import io.edgeauth.reason.Reasons;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

  private static final String KEY_USAGE = "2.5.29.15";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String NAME_CONSTRAINTS = "2.5.29.30";
  private static final String DISTRIBUTION_POINTS = "2.5.29.31";
  private static final String POLICIES = "2.5.29.32";
  private static final String POLICY_CONSTRAINTS = "2.5.29.36";
  private static final String SUBJECT_KEY = "2.5.29.14";
  private static final String AUTHORITY_KEY = "2.5.29.35";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";

  /** The others are of policies, which the JDK's validator judges. */
  private static final Set<String> KNOWN =
      Set.of(
          KEY_USAGE,
          ALTERNATIVE_NAMES,
          BASIC_CONSTRAINTS,
          NAME_CONSTRAINTS,
          POLICIES,
          "2.5.29.33",
          POLICY_CONSTRAINTS,
          "2.5.29.54",
          EXTENDED_KEY_USAGE);

  private static final int MAX_BYTES = 32 * 1024;
  private static final int MAX_EXTENSIONS = 48;
  private static final int MAX_NAMES = 128;
  private static final int MAX_PURPOSES = 64;
  private static final int MAX_POLICIES = 32;

  private final X509Certificate certificate;
  private final byte[] encoded;
  private final Der signatureAlgorithm;
  private final Der keyInfo;
  private final DistinguishedName subject;
  private final List<GeneralName> alternativeNames;
  private final boolean withAlternativeNames;
  private final boolean authority;
  private final int pathLength; // of an authority; as large as can be where nothing is said
  private final boolean @Nullable [] keyUsage;
  private final @Nullable Set<String> extendedKeyUsage;
  private final @Nullable NameConstraints nameConstraints;
  private final byte @Nullable [] subjectKey;
  private final byte @Nullable [] authorityKey;
  private final Set<String> distributionPoints;
  private final @Nullable String unknownCritical;
  private final boolean constrainsPolicies;

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
    this.subject = DistinguishedName.ofEncoded(fields.get(first + 4).whole());
    this.keyInfo = fields.get(first + 5);
    Extensions extensions = Extensions.of(fields.subList(first + 6, fields.size()));
    this.unknownCritical = extensions.unknownCritical();
    this.constrainsPolicies = extensions.get(POLICY_CONSTRAINTS) != null;
    Der names = extensions.get(ALTERNATIVE_NAMES);
    this.withAlternativeNames = names != null;
    this.alternativeNames = names == null ? List.of() : namesOf(names);
    Der basic = extensions.get(BASIC_CONSTRAINTS);
    List<Der> basics = basic == null ? List.of() : basic.sequence(0, 2);
    this.authority = !basics.isEmpty() && basics.get(0).is(Der.BOOLEAN) && basics.get(0).bool();
    int lengthAt = !basics.isEmpty() && basics.get(0).is(Der.BOOLEAN) ? 1 : 0;
    if (!authority && basics.size() > lengthAt) {
      throw new DerException("a path length of what is no authority");
    }
    this.pathLength = basics.size() < 2 ? Integer.MAX_VALUE : basics.get(1).count();
    this.keyUsage = keyUsage(extensions.get(KEY_USAGE));
    this.extendedKeyUsage = purposes(extensions.get(EXTENDED_KEY_USAGE));
    Der constraints = extensions.get(NAME_CONSTRAINTS);
    this.nameConstraints = constraints == null ? null : NameConstraints.of(constraints);
    Der subjectId = extensions.get(SUBJECT_KEY);
    this.subjectKey = subjectId == null ? null : subjectId.expect(Der.OCTET_STRING).content();
    this.authorityKey = authorityKey(extensions.get(AUTHORITY_KEY));
    this.distributionPoints = DistributionPoints.of(extensions.get(DISTRIBUTION_POINTS));
    Der policies = extensions.get(POLICIES);
    if (policies != null && policies.expect(Der.SEQUENCE).elements().size() > MAX_POLICIES) {
      throw tooComplex("more policies than are looked at");
    }
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

  /** The extensions of a certificate by their identifiers. */
  private record Extensions(Map<String, Der> values, @Nullable String unknownCritical) {

    static Extensions of(List<Der> trailing) throws DerException, ChainFault {
      Map<String, Der> values = new HashMap<>();
      String unknown = null;
      for (Der field : trailing) {
        if (field.is(0xa3)) {
          List<Der> elements = field.inner().expect(Der.SEQUENCE).elements();
          if (elements.size() > MAX_EXTENSIONS) {
            throw tooComplex(elements.size() + " extensions");
          }
          for (Der element : elements) {
            unknown = add(element, values, unknown);
          }
        } else if (!field.is(0x81) && !field.is(0x82)) {
          throw new DerException("a field that no certificate has");
        }
      }
      return new Extensions(values, unknown);
    }

    private static @Nullable String add(
        Der element, Map<String, Der> values, @Nullable String unknown) throws DerException {
      List<Der> parts = element.sequence(2, 3);
      String oid = parts.get(0).oid();
      boolean critical = parts.size() == 3 && parts.get(1).bool();
      Der value = parts.get(parts.size() - 1).expect(Der.OCTET_STRING);
      boolean read = KNOWN.contains(oid) || isReadToo(oid);
      if (values.put(oid, read ? value.nested() : value) != null) {
        throw new DerException("an extension that is there twice");
      }
      return critical && !KNOWN.contains(oid) ? oid : unknown;
    }

    private static boolean isReadToo(String oid) {
      return oid.equals(SUBJECT_KEY)
          || oid.equals(AUTHORITY_KEY)
          || oid.equals(DISTRIBUTION_POINTS);
    }

    @Nullable Der get(String oid) {
      return values.get(oid);
    }
  }

  private static List<GeneralName> namesOf(Der names) throws DerException, ChainFault {
    if (names.expect(Der.SEQUENCE).elements().size() > MAX_NAMES) {
      throw tooComplex("more than " + MAX_NAMES + " names");
    }
    return GeneralName.listOf(names, MAX_NAMES);
  }

  private static boolean @Nullable [] keyUsage(@Nullable Der bits) throws DerException {
    if (bits == null) {
      return null;
    }
    byte[] content = bits.expect(Der.BIT_STRING).content();
    if (content.length < 2 || content.length > 3 || content[0] < 0 || content[0] > 7) {
      throw new DerException("a key usage that is none");
    }
    boolean[] usage = new boolean[16];
    for (int i = 0; i < (content.length - 1) * 8; i++) {
      usage[i] = (content[1 + i / 8] & (0x80 >> (i % 8))) != 0;
    }
    return usage;
  }

  private static @Nullable Set<String> purposes(@Nullable Der sequence) throws DerException {
    if (sequence == null) {
      return null;
    }
    Set<String> purposes = new HashSet<>();
    for (Der purpose : sequence.sequence(1, MAX_PURPOSES)) {
      purposes.add(purpose.oid());
    }
    return Set.copyOf(purposes);
  }

  private static byte @Nullable [] authorityKey(@Nullable Der identifier) throws DerException {
    if (identifier != null) {
      for (Der field : identifier.sequence(0, 3)) {
        if (field.is(0x80)) {
          return field.content();
        }
      }
    }
    return null;
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
    return certificate.getNotBefore().toInstant();
  }

  Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }

  boolean hasAlternativeNames() {
    return withAlternativeNames;
  }

  List<GeneralName> alternativeNames() {
    return alternativeNames;
  }

  boolean isAuthority() {
    return authority;
  }

  int pathLength() {
    return pathLength;
  }

  /** Whether the key may be used so: also where nothing is said of its use. */
  boolean mayBeUsedFor(int usage) {
    return keyUsage == null || keyUsage[usage];
  }

  boolean saysUse(int usage) {
    return keyUsage != null && keyUsage[usage];
  }

  /** Null where nothing is said, which allows everything. */
  @Nullable Set<String> extendedKeyUsage() {
    return extendedKeyUsage;
  }

  @Nullable NameConstraints nameConstraints() {
    return nameConstraints;
  }

  boolean constrainsPolicies() {
    return constrainsPolicies;
  }

  @Nullable String unknownCritical() {
    return unknownCritical;
  }

  /** The names of the lists that may say that it was revoked; never where to fetch them. */
  Set<String> distributionPoints() {
    return distributionPoints;
  }

  /** Whether the key ids, where both are there, allow that it was issued by this one. */
  boolean mayBeIssuedBy(CertificateContent issuer) {
    return authorityKey == null
        || issuer.subjectKey == null
        || Arrays.equals(authorityKey, issuer.subjectKey);
  }

  boolean isSameAs(CertificateContent other) {
    return Arrays.equals(encoded, other.encoded);
  }
}
