package io.edgeauth.certificate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the extensions of a certificate say. One that cannot be read refuses the certificate, also
 * where it is not critical: the JDK would leave it out. Immutable.
 */
final class CertificateExtensions {

  private static final String SUBJECT_KEY = "2.5.29.14";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String NAME_CONSTRAINTS = "2.5.29.30";
  private static final String DISTRIBUTION_POINTS = "2.5.29.31";
  private static final String POLICIES = "2.5.29.32";
  private static final String POLICY_MAPPINGS = "2.5.29.33";
  private static final String AUTHORITY_KEY = "2.5.29.35";
  private static final String POLICY_CONSTRAINTS = "2.5.29.36";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String INHIBIT_ANY_POLICY = "2.5.29.54";

  /** Of these the JDK's validator judges those of policies. */
  private static final Set<String> MAY_BE_CRITICAL =
      Set.of(
          KEY_USAGE,
          ALTERNATIVE_NAMES,
          BASIC_CONSTRAINTS,
          NAME_CONSTRAINTS,
          POLICIES,
          POLICY_MAPPINGS,
          POLICY_CONSTRAINTS,
          INHIBIT_ANY_POLICY,
          EXTENDED_KEY_USAGE);

  private static final Set<String> READ_TOO =
      Set.of(SUBJECT_KEY, AUTHORITY_KEY, DISTRIBUTION_POINTS);

  private static final int MAX_EXTENSIONS = 48;
  private static final int MAX_NAMES = 128;
  private static final int MAX_PURPOSES = 64;
  private static final int MAX_POLICIES = 32;

  private final @Nullable String unknownCritical;
  private final boolean constrainsPolicies;
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

  private CertificateExtensions(Map<String, Der> values, @Nullable String unknownCritical)
      throws DerException, ChainFault {
    this.unknownCritical = unknownCritical;
    this.constrainsPolicies = values.get(POLICY_CONSTRAINTS) != null;
    Der names = values.get(ALTERNATIVE_NAMES);
    this.withAlternativeNames = names != null;
    this.alternativeNames = names == null ? List.of() : namesOf(names);
    Der basic = values.get(BASIC_CONSTRAINTS);
    List<Der> basics = basic == null ? List.of() : basic.sequence(0, 2);
    this.authority = !basics.isEmpty() && basics.get(0).is(Der.BOOLEAN) && basics.get(0).bool();
    int lengthAt = !basics.isEmpty() && basics.get(0).is(Der.BOOLEAN) ? 1 : 0;
    if (!authority && basics.size() > lengthAt) {
      throw new DerException("a path length of what is no authority");
    }
    this.pathLength = basics.size() < 2 ? Integer.MAX_VALUE : basics.get(1).count();
    this.keyUsage = keyUsage(values.get(KEY_USAGE));
    this.extendedKeyUsage = purposes(values.get(EXTENDED_KEY_USAGE));
    Der constraints = values.get(NAME_CONSTRAINTS);
    this.nameConstraints = constraints == null ? null : NameConstraints.of(constraints);
    Der subjectId = values.get(SUBJECT_KEY);
    this.subjectKey = subjectId == null ? null : subjectId.expect(Der.OCTET_STRING).content();
    this.authorityKey = authorityKey(values.get(AUTHORITY_KEY));
    this.distributionPoints = DistributionPoints.of(values.get(DISTRIBUTION_POINTS));
    Der policies = values.get(POLICIES);
    if (policies != null && policies.expect(Der.SEQUENCE).elements().size() > MAX_POLICIES) {
      throw CertificateContent.tooComplex("more policies than are looked at");
    }
  }

  /**
   * Reads them.
   *
   * @param trailing what a certificate has behind its key: the extensions, and ids that nobody uses
   * @throws ChainFault if there are more than are looked at
   */
  static CertificateExtensions of(List<Der> trailing) throws DerException, ChainFault {
    Map<String, Der> values = new HashMap<>();
    String unknown = null;
    for (Der field : trailing) {
      if (field.is(0xa3)) {
        List<Der> elements = field.inner().expect(Der.SEQUENCE).elements();
        if (elements.size() > MAX_EXTENSIONS) {
          throw CertificateContent.tooComplex(elements.size() + " extensions");
        }
        for (Der element : elements) {
          unknown = add(element, values, unknown);
        }
      } else if (!field.is(0x81) && !field.is(0x82)) {
        throw new DerException("a field that no certificate has");
      }
    }
    return new CertificateExtensions(values, unknown);
  }

  private static @Nullable String add(
      Der element, Map<String, Der> values, @Nullable String unknown) throws DerException {
    List<Der> parts = element.sequence(2, 3);
    String oid = parts.get(0).oid();
    boolean critical = parts.size() == 3 && parts.get(1).bool();
    Der value = parts.get(parts.size() - 1).expect(Der.OCTET_STRING);
    boolean mayBeCritical = MAY_BE_CRITICAL.contains(oid);
    boolean read = mayBeCritical || READ_TOO.contains(oid);
    if (values.put(oid, read ? value.nested() : value) != null) {
      throw new DerException("an extension that is there twice");
    }
    return critical && !mayBeCritical ? oid : unknown;
  }

  private static List<GeneralName> namesOf(Der names) throws DerException, ChainFault {
    if (names.expect(Der.SEQUENCE).elements().size() > MAX_NAMES) {
      throw CertificateContent.tooComplex("more than " + MAX_NAMES + " names");
    }
    List<GeneralName> list = GeneralName.listOf(names, MAX_NAMES);
    for (GeneralName name : list) {
      name.check();
    }
    return list;
  }

  /** Bits past the end, which the JDK does not read, must not be set: they would count here. */
  private static boolean @Nullable [] keyUsage(@Nullable Der bits) throws DerException {
    if (bits == null) {
      return null;
    }
    byte[] content = bits.expect(Der.BIT_STRING).content();
    boolean none =
        content.length < 2
            || content.length > 3
            || content[0] < 0
            || content[0] > 7
            || (content[content.length - 1] & ((1 << content[0]) - 1)) != 0;
    if (none) {
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

  @Nullable String unknownCritical() {
    return unknownCritical;
  }

  boolean constrainsPolicies() {
    return constrainsPolicies;
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

  /** By the numbers of the bits; null where nothing is said. */
  boolean @Nullable [] keyUsage() {
    return keyUsage;
  }

  @Nullable Set<String> extendedKeyUsage() {
    return extendedKeyUsage;
  }

  @Nullable NameConstraints nameConstraints() {
    return nameConstraints;
  }

  byte @Nullable [] subjectKey() {
    return subjectKey;
  }

  byte @Nullable [] authorityKey() {
    return authorityKey;
  }

  /** The names of the lists that may say that it was revoked; never where to fetch them. */
  Set<String> distributionPoints() {
    return distributionPoints;
  }
}
