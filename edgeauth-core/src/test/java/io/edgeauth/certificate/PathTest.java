package io.edgeauth.certificate;

import static io.edgeauth.fixtures.TestRuntime.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.certificate.ChainVerdict.Refused;
import io.edgeauth.certificate.ChainVerdict.Trusted;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** M09, M11, M21: whom a chain leads to, in whatever shape it comes, and at what cost. */
final class PathTest {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final TestRuntime runtime = TestRuntime.start();

  @TempDir private Path directory;

  private TestCertificate root;
  private TestCertificate between;
  private TestCertificate leaf;

  @BeforeEach
  void make() throws Exception {
    root = TestCertificate.root("root").make();
    between = root.intermediate("between").make();
    leaf = between.leaf("orders").make();
  }

  @AfterEach
  void close() {
    runtime.close();
  }

  private ChainVerdict verdict(ChainSettings settings, TestCertificate... chain) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (TestCertificate one : chain) {
      certificates.add(one.certificate());
    }
    try (ChainValidator validator = ChainValidator.open(settings, runtime.runtime())) {
      long began = THREADS.getCurrentThreadCpuTime();
      ChainVerdict verdict = validator.validate(certificates);
      assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - began))
          .isLessThan(Duration.ofMillis(500));
      return verdict;
    }
  }

  private ChainSettings trusting(TestCertificate... authorities) throws Exception {
    X509Certificate[] certificates = new X509Certificate[authorities.length];
    for (int i = 0; i < authorities.length; i++) {
      certificates[i] = authorities[i].certificate();
    }
    return ChainSettings.of(TestCertificate.writePem(directory.resolve("store.pem"), certificates));
  }

  private static ChainSettings depth(ChainSettings settings, int depth) {
    return new ChainSettings(
        settings.trustStore(), null, settings.extendedKeyUsage(), depth, settings.revocation());
  }

  private void refused(Reason reason, ChainSettings settings, TestCertificate... chain) {
    assertThat(verdict(settings, chain))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).as(refused.detail()).isEqualTo(reason));
  }

  private void trusted(ChainSettings settings, TestCertificate... chain) {
    assertThat(verdict(settings, chain)).isInstanceOf(Trusted.class);
  }

  @Test
  void validate_wholeChainWithAndWithoutItsRoot_trusted() throws Exception {
    trusted(trusting(root), leaf, between);
    trusted(trusting(root), leaf, between, root);
    trusted(trusting(between), leaf);
  }

  /** M11 */
  @Test
  void validate_intermediateMissing_refused() throws Exception {
    refused(Reasons.CERTIFICATE_UNTRUSTED, trusting(root), leaf);
  }

  /** M06, M11 */
  @Test
  void validate_chainInWrongOrder_refused() throws Exception {
    TestCertificate lower = between.intermediate("lower").make();
    TestCertificate last = lower.leaf("orders").make();
    trusted(trusting(root), last, lower, between);
    refused(Reasons.CERTIFICATE_UNTRUSTED, trusting(root), last, between, lower);
    refused(Reasons.CERTIFICATE_USAGE, trusting(root), lower, last, between);
    refused(Reasons.CERTIFICATE_UNTRUSTED, trusting(root), last, lower, lower, between);
  }

  /** M11 */
  @Test
  void validate_selfSigned_refused() throws Exception {
    TestCertificate alone =
        TestCertificate.root("orders")
            .without(Extension.basicConstraints)
            .without(Extension.keyUsage)
            .make();
    refused(Reasons.CERTIFICATE_UNTRUSTED, trusting(root), alone);
  }

  /** M11: an authority that calls itself like one that is trusted. */
  @Test
  void validate_rootOfTheSameNameWithAnotherKey_refused() throws Exception {
    TestCertificate other = TestCertificate.root("root").make();
    TestCertificate forged = other.intermediate("between").make().leaf("orders").make();
    TestCertificate forger = other.intermediate("between").make();
    refused(Reasons.CERTIFICATE_SIGNATURE, trusting(root), forged, forger);
    refused(Reasons.CERTIFICATE_SIGNATURE, trusting(root), forged, forger, other);
    refused(Reasons.CERTIFICATE_SIGNATURE, trusting(root), forged, between);
    trusted(trusting(other, root), leaf, between);
  }

  /**
   * M11: one key under two roots; each path is good by itself, and only while its root is trusted.
   */
  @Test
  void validate_crossSigned_trustedUnderEither() throws Exception {
    TestCertificate other = TestCertificate.root("other").make();
    TestCertificate cross = other.intermediate("between").keys(between.keys()).make();
    trusted(trusting(root), leaf, between);
    trusted(trusting(other), leaf, cross);
    refused(Reasons.CERTIFICATE_UNTRUSTED, trusting(other), leaf, between);
    TestCertificate ended =
        other.intermediate("between").keys(between.keys()).until(NOW.minusSeconds(1)).make();
    refused(Reasons.CERTIFICATE_EXPIRED, trusting(other), leaf, ended);
  }

  /** M09: pathLen 0 with an authority below, and one with none. */
  @Test
  void validate_pathLengthOfAnIntermediate_held() throws Exception {
    TestCertificate ends =
        root.intermediate("ends")
            .extension(Extension.basicConstraints, true, new BasicConstraints(0))
            .make();
    TestCertificate below = ends.intermediate("below").make();
    trusted(trusting(root), ends.leaf("orders").make(), ends);
    refused(Reasons.CERTIFICATE_DEPTH, trusting(root), below.leaf("orders").make(), below, ends);
  }

  /** M09 */
  @Test
  void validate_deeperThanMaxDepth_refused() throws Exception {
    trusted(depth(trusting(root), 2), leaf, between);
    trusted(depth(trusting(root), 2), leaf, between, root);
    refused(Reasons.CERTIFICATE_DEPTH, depth(trusting(root), 1), leaf, between);
    refused(Reasons.CERTIFICATE_DEPTH, depth(trusting(root), 1), leaf, between, root);
    trusted(depth(trusting(root), 1), root.leaf("orders").make());
  }

  /** M08: with `any`, what a certificate is meant for does not matter; that it can be read does. */
  @Test
  void validate_anyUsage_serverCertificateTrusted() throws Exception {
    ChainSettings any =
        new ChainSettings(
            trusting(root).trustStore(), null, ExtendedKeyUsage.ANY, 5, RevocationSettings.NONE);
    TestCertificate server =
        between
            .leaf("orders")
            .extension(
                Extension.extendedKeyUsage,
                true,
                new org.bouncycastle.asn1.x509.ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
            .make();
    trusted(any, server, between);
    refused(Reasons.CERTIFICATE_USAGE, trusting(root), server, between);
  }

  /** M15: an authority with an RSA key, whose signatures by PSS name their hash. */
  @Test
  void validate_signatureByPss_trustedWithSha256() throws Exception {
    TestCertificate rsa = TestCertificate.root("rsa").keys(TestCertificate.key("RSA 2048")).make();
    trusted(trusting(rsa), rsa.leaf("orders").signature("SHA256withRSAandMGF1").make());
    refused(
        Reasons.CERTIFICATE_ALGORITHM,
        trusting(rsa),
        rsa.leaf("orders").signature("SHA1withRSAandMGF1").make());
  }

  /** M10: what is excluded does not come in by capitals, and what is permitted is as written. */
  @Test
  void validate_mailboxInOtherCase_neitherPermittedNorLeftOut() throws Exception {
    GeneralSubtree[] box = {new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, "a@corp"))};
    for (NameConstraints constraints :
        List.of(new NameConstraints(box, null), new NameConstraints(null, box))) {
      TestCertificate authority =
          TestCertificate.root("boxes")
              .extension(Extension.nameConstraints, true, constraints)
              .make();
      refused(
          Reasons.CERTIFICATE_NAME_CONSTRAINT,
          trusting(authority),
          authority.leaf("x").names(new GeneralName(GeneralName.rfc822Name, "A@corp")).make());
    }
  }

  /** M10: every encoding that RFC 5280 has for the text of a name. */
  @Test
  void validate_excludedNameInOtherEncodings_refused() throws Exception {
    GeneralSubtree[] evil = {new GeneralSubtree(new GeneralName(new X500Name("O=evil")))};
    TestCertificate authority =
        TestCertificate.root("a")
            .extension(Extension.nameConstraints, true, new NameConstraints(null, evil))
            .make();
    for (ASN1Encodable name :
        List.of(
            new DERUTF8String("Evil"),
            new DERPrintableString("Evil"),
            new DERT61String("Evil"),
            new DERBMPString("Evil"),
            new DERUniversalString("Evil".getBytes(Charset.forName("UTF-32BE"))))) {
      X500Name subject = new X500NameBuilder().addRDN(BCStyle.O, name).build();
      refused(
          Reasons.CERTIFICATE_NAME_CONSTRAINT,
          trusting(authority),
          authority.leaf("x").subject(subject).make());
    }
    trusted(trusting(authority), authority.leaf("x").subject(new X500Name("O=good")).make());
  }

  /**
   * What is wrong with another authority's certificate is not ours to say: it may be right there.
   */
  @Test
  void validate_faultyLeafOfAnotherAuthority_untrusted() throws Exception {
    TestCertificate other = TestCertificate.root("other").make();
    TestCertificate ended = other.leaf("orders").until(NOW.minusSeconds(1)).make();
    refused(Reasons.CERTIFICATE_UNTRUSTED, trusting(root), ended);
    refused(Reasons.CERTIFICATE_EXPIRED, trusting(root, other), ended);
  }

  /** M10: the JDK alone refuses this, since "below" is not below svc.corp. */
  @Test
  void validate_authorityBelowConstraintsOnHosts_trustedAndItsLeafConstrained() throws Exception {
    TestCertificate constrains =
        root.intermediate("constrains")
            .extension(Extension.nameConstraints, true, constraints(1))
            .make();
    TestCertificate below = constrains.intermediate("below").make();
    trusted(trusting(root), below.leaf("orders").make(), below, constrains);
    refused(
        Reasons.CERTIFICATE_NAME_CONSTRAINT,
        trusting(root),
        below.leaf("orders").names(new GeneralName(GeneralName.dNSName, "evil")).make(),
        below,
        constrains);
  }

  /** M10: an authority whose policies bind those below, across one that constrains names. */
  @Test
  void validate_policyConstraintsBesideNameConstraints_refused() throws Exception {
    PolicyConstraints explicit = new PolicyConstraints(BigInteger.TEN, null);
    TestCertificate constrains =
        root.intermediate("constrains")
            .extension(Extension.nameConstraints, true, constraints(1))
            .extension(Extension.policyConstraints, true, explicit)
            .make();
    refused(
        Reasons.CERTIFICATE_EXTENSION,
        trusting(root),
        constrains.leaf("orders").make(),
        constrains);
    TestCertificate alone =
        root.intermediate("alone").extension(Extension.policyConstraints, true, explicit).make();
    trusted(trusting(root), alone.leaf("orders").make(), alone);
  }

  @Test
  void validate_nothing_refused() throws Exception {
    refused(Reasons.CERTIFICATE_MALFORMED, trusting(root));
  }

  private static NameConstraints constraints(int count) {
    GeneralSubtree[] subtrees = new GeneralSubtree[count];
    for (int i = 0; i < count; i++) {
      subtrees[i] = new GeneralSubtree(new GeneralName(GeneralName.dNSName, "a" + i + ".corp"));
    }
    subtrees[count - 1] = new GeneralSubtree(new GeneralName(GeneralName.dNSName, "svc.corp"));
    return new NameConstraints(subtrees, null);
  }

  /**
   * M21: thousands of name constraints, refused before they are compared; and many that are not.
   */
  @Test
  void validate_thousandsOfNameConstraints_refusedInTime() throws Exception {
    for (int count : List.of(129, 600, 2_000)) {
      TestCertificate many =
          root.intermediate("many")
              .extension(Extension.nameConstraints, true, constraints(count))
              .make();
      refused(Reasons.CERTIFICATE_TOO_COMPLEX, trusting(root), many.leaf("orders").make(), many);
    }
    TestCertificate above = root;
    List<TestCertificate> path = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      above =
          above
              .intermediate("i" + i)
              .extension(Extension.nameConstraints, true, constraints(128))
              .make();
      path.add(0, above);
    }
    GeneralName[] names = new GeneralName[128];
    for (int i = 0; i < names.length; i++) {
      names[i] = new GeneralName(GeneralName.dNSName, "x" + i + ".svc.corp");
    }
    path.add(0, above.leaf("orders").names(names).make());
    trusted(depth(trusting(root), 10), path.toArray(new TestCertificate[0]));
  }

  /** M21: many names, extensions and bytes. */
  @Test
  void validate_moreThanIsLookedAt_refused() throws Exception {
    GeneralName[] names = new GeneralName[129];
    for (int i = 0; i < names.length; i++) {
      names[i] = new GeneralName(GeneralName.dNSName, "x" + i + ".svc.corp");
    }
    refused(
        Reasons.CERTIFICATE_TOO_COMPLEX,
        trusting(root),
        between.leaf("orders").names(names).make(),
        between);
    TestCertificate large =
        between
            .leaf("orders")
            .extension(new ASN1ObjectIdentifier("1.3.6.1.4.1.1.2"), false, new byte[33 * 1024])
            .make();
    refused(Reasons.CERTIFICATE_TOO_COMPLEX, trusting(root), large, between);
  }

  /** M21: many roots of one name, the right one the last. */
  @Test
  void validate_manyRootsOfOneName_decidedInTime() throws Exception {
    List<TestCertificate> roots = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      roots.add(TestCertificate.root("root").make());
    }
    refused(
        Reasons.CERTIFICATE_SIGNATURE,
        trusting(roots.toArray(new TestCertificate[0])),
        leaf,
        between);
    roots = new ArrayList<>(roots.subList(0, 15));
    roots.add(root);
    trusted(trusting(roots.toArray(new TestCertificate[0])), leaf, between);
  }

  /**
   * M21, M15: the largest keys that are taken, ten certificates long, and none signed as it says.
   */
  @Test
  void validate_longChainOfLargeKeys_decidedInTime() throws Exception {
    BigInteger modulus = new BigInteger(8192, new Random(7)).setBit(8191).setBit(0);
    SubjectPublicKeyInfo large =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
            new RSAPublicKey(modulus, BigInteger.ONE.shiftLeft(32).add(BigInteger.ONE)));
    TestCertificate above = root;
    List<TestCertificate> path = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      above =
          above
              .intermediate("i" + i)
              .keyInfo(large)
              .signer(i == 0 ? root.keys() : TestCertificate.key("RSA 2048"))
              .make();
      path.add(0, above);
    }
    path.add(0, above.leaf("orders").signer(TestCertificate.key("RSA 2048")).make());
    refused(
        Reasons.CERTIFICATE_SIGNATURE,
        depth(trusting(root), 10),
        path.toArray(new TestCertificate[0]));
    TestCertificate first = path.get(path.size() - 1);
    refused(
        Reasons.CERTIFICATE_SIGNATURE,
        trusting(root),
        first.leaf("orders").signer(TestCertificate.key("RSA 2048")).make(),
        first);
  }

  /** M21: thousands of certificates in one chain are counted, and not looked at. */
  @Test
  void validate_chainOfThousands_refusedInTime() throws Exception {
    List<TestCertificate> path = new ArrayList<>(Collections.nCopies(5_000, between));
    path.add(0, leaf);
    refused(
        Reasons.CERTIFICATE_DEPTH, depth(trusting(root), 10), path.toArray(new TestCertificate[0]));
  }

  /** M21: a mesh has many paths, and is taken as a line. */
  @Test
  void validate_crossSignedMesh_decidedInTime() throws Exception {
    List<TestCertificate> mesh = new ArrayList<>(Collections.nCopies(9, between));
    mesh.add(0, leaf);
    refused(
        Reasons.CERTIFICATE_UNTRUSTED,
        depth(trusting(root), 10),
        mesh.toArray(new TestCertificate[0]));
    TestCertificate own = TestCertificate.root("loop").make();
    List<TestCertificate> loop = new ArrayList<>(Collections.nCopies(10, own));
    loop.add(0, own.leaf("orders").make());
    refused(
        Reasons.CERTIFICATE_UNTRUSTED,
        depth(trusting(root), 10),
        loop.toArray(new TestCertificate[0]));
  }
}
