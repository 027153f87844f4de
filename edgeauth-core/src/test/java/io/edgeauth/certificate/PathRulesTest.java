package io.edgeauth.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.certificate.ChainVerdict.Refused;
import io.edgeauth.certificate.ChainVerdict.Trusted;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.nist.NISTNamedCurves;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** M09, M10, M15: rules of paths that one spoilt certificate does not show. */
final class PathRulesTest {

  private final TestRuntime runtime = TestRuntime.start();

  @TempDir private Path directory;

  @AfterEach
  void close() {
    runtime.close();
  }

  private ChainVerdict verdict(List<TestCertificate> authorities, TestCertificate... chain)
      throws Exception {
    Path store =
        TestCertificate.writePem(directory.resolve("store.pem"), certificates(authorities));
    try (ChainValidator validator =
        ChainValidator.open(ChainSettings.of(store), runtime.runtime())) {
      return validator.validate(List.of(certificates(Arrays.asList(chain))));
    }
  }

  private static X509Certificate[] certificates(List<TestCertificate> of) {
    return of.stream().map(TestCertificate::certificate).toArray(X509Certificate[]::new);
  }

  private void refused(Reason reason, TestCertificate authority, TestCertificate... chain)
      throws Exception {
    assertThat(verdict(List.of(authority), chain))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).as(refused.detail()).isEqualTo(reason));
  }

  private void trusted(TestCertificate authority, TestCertificate... chain) throws Exception {
    assertThat(verdict(List.of(authority), chain)).isInstanceOf(Trusted.class);
  }

  /** RFC 5280, section 6.1.4 (l): an authority's new key does not make its path longer. */
  @Test
  void validate_newKeyOfAnAuthority_notCounted() throws Exception {
    BasicConstraints none = new BasicConstraints(0);
    TestCertificate root = TestCertificate.root("root").make();
    TestCertificate ends =
        root.intermediate("ends").extension(Extension.basicConstraints, true, none).make();
    TestCertificate again = ends.intermediate("ends").make();
    TestCertificate below = ends.intermediate("below").make();
    trusted(root, again.leaf("orders").make(), again, ends);
    refused(Reasons.CERTIFICATE_DEPTH, root, below.leaf("orders").make(), below, ends);
  }

  private static TestCertificate excluding(GeneralName name) throws Exception {
    GeneralSubtree[] subtrees = {new GeneralSubtree(name)};
    return TestCertificate.root("a")
        .extension(Extension.nameConstraints, true, new NameConstraints(null, subtrees))
        .make();
  }

  /** M10: a client's certificate that has its issuer's name is a client's all the same. */
  @Test
  void validate_leafWithItsIssuersName_constrained() throws Exception {
    TestCertificate authority = excluding(new GeneralName(GeneralName.dNSName, "evil"));
    refused(
        Reasons.CERTIFICATE_NAME_CONSTRAINT,
        authority,
        authority.leaf("a").names(new GeneralName(GeneralName.dNSName, "x.evil")).make());
    trusted(authority, authority.leaf("a").make());
  }

  /** M10: names that stand elsewhere than among the alternative names of their kind. */
  @Test
  void validate_excludedNameInAnotherPlace_refused() throws Exception {
    TestCertificate mail = excluding(new GeneralName(GeneralName.rfc822Name, "evil"));
    for (String attribute : List.of("1.2.840.113549.1.9.1=#16066d406576696c", "CN=m@evil")) {
      TestCertificate.Draft draft = mail.leaf("x").subject(attribute + ",O=Corp");
      if (attribute.startsWith("CN")) {
        draft.without(Extension.subjectAlternativeName);
      }
      refused(Reasons.CERTIFICATE_NAME_CONSTRAINT, mail, draft.make());
    }
    trusted(mail, mail.leaf("x").subject("CN=m@evil,O=Corp").make()); // CN is no name beside others

    TestCertificate host = excluding(new GeneralName(GeneralName.dNSName, "evil"));
    TestCertificate.Draft named = host.leaf("x").without(Extension.subjectAlternativeName);
    refused(Reasons.CERTIFICATE_NAME_CONSTRAINT, host, named.subject("CN=x.evil").make());
    trusted(host, named.subject("CN=x.good").make());

    TestCertificate uri = excluding(new GeneralName(GeneralName.uniformResourceIdentifier, "evil"));
    named = uri.leaf("x").without(Extension.subjectAlternativeName);
    refused(Reasons.CERTIFICATE_NAME_CONSTRAINT, uri, named.subject("CN=https://evil/").make());
    trusted(uri, named.subject("CN=https://good/").make());

    TestCertificate entry = excluding(new GeneralName(new X500Name("O=evil")));
    refused(
        Reasons.CERTIFICATE_NAME_CONSTRAINT,
        entry,
        entry.leaf("x").names(new GeneralName(new X500Name("O=Evil,CN=x"))).make());
    GeneralName good = new GeneralName(GeneralName.dNSName, "x");
    trusted(
        entry, entry.leaf("x").names(new GeneralName(new X500Name("O=good,CN=x")), good).make());
  }

  /** M21: more authorities of one name than are tried, told apart by the ids of their keys. */
  @Test
  void validate_manyAuthoritiesOfOneName_foundByKeyId() throws Exception {
    List<TestCertificate> authorities = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      authorities.add(
          TestCertificate.root("a")
              .extension(
                  Extension.subjectKeyIdentifier,
                  false,
                  new SubjectKeyIdentifier(new byte[] {(byte) i}))
              .make());
    }
    TestCertificate last = authorities.get(19);
    for (int id : List.of(19, 18)) {
      TestCertificate leaf =
          last.leaf("orders")
              .extension(
                  Extension.authorityKeyIdentifier,
                  false,
                  new AuthorityKeyIdentifier(new byte[] {(byte) id}))
              .make();
      assertThat(verdict(authorities, leaf) instanceof Trusted).isEqualTo(id == 19);
    }
  }

  private static AlgorithmIdentifier pss(AlgorithmIdentifier hash, AlgorithmIdentifier mask) {
    return new AlgorithmIdentifier(
        PKCSObjectIdentifiers.id_RSASSA_PSS,
        new RSASSAPSSparams(
            hash,
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, mask),
            new ASN1Integer(32),
            new ASN1Integer(1)));
  }

  private static Der der(ASN1Encodable value) throws Exception {
    return Der.of(value.toASN1Primitive().getEncoded("DER"));
  }

  /** M15: the mask's hash counts too, and what is left out is SHA-1. */
  @Test
  void checkSignature_pssParameters_everyHashCounts() throws Exception {
    AlgorithmIdentifier sha1 = new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1);
    AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    AlgorithmPolicy.checkSignature(der(pss(sha256, sha256)));
    for (AlgorithmIdentifier weak :
        List.of(
            pss(sha256, sha1),
            pss(sha1, sha256),
            pss(sha1, sha1),
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS))) {
      assertThatThrownBy(() -> AlgorithmPolicy.checkSignature(der(weak)))
          .isInstanceOfSatisfying(
              ChainFault.class,
              fault -> assertThat(fault.reason()).isEqualTo(Reasons.CERTIFICATE_ALGORITHM));
    }
  }

  /** M15: P-256 with its parameters in full, which could be those of another curve. */
  @Test
  void checkKey_curveByItsParameters_refused() throws Exception {
    byte[] encoded = TestCertificate.key("EC secp256r1").getPublic().getEncoded();
    SubjectPublicKeyInfo named = SubjectPublicKeyInfo.getInstance(encoded);
    AlgorithmPolicy.checkKey(der(named));
    SubjectPublicKeyInfo explicit =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(
                X9ObjectIdentifiers.id_ecPublicKey, NISTNamedCurves.getByName("P-256")),
            named.getPublicKeyData().getOctets());
    assertThatThrownBy(() -> AlgorithmPolicy.checkKey(der(explicit)))
        .isInstanceOfSatisfying(
            ChainFault.class,
            fault -> assertThat(fault.reason()).isEqualTo(Reasons.CERTIFICATE_ALGORITHM));
  }
}
