package io.edgeauth.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.certificate.ChainVerdict.Refused;
import io.edgeauth.certificate.ChainVerdict.Trusted;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestRuntime;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * M06, M09, M10, M13: bytes that are spoilt in one place of a certificate that is good otherwise,
 * and signed as it is. Each is refused by whoever reads it first, the JDK or we, and nothing is
 * thrown.
 */
final class MalformedCertificateTest {

  private final TestRuntime runtime = TestRuntime.start();

  @TempDir private Path directory;

  private TestCertificate root;
  private TestCertificate between;
  private Path store;

  @BeforeEach
  void make() throws Exception {
    root = TestCertificate.root("root").make();
    between = root.intermediate("between").make();
    store = TestCertificate.writePem(directory.resolve("store.pem"), root.certificate());
  }

  @AfterEach
  void close() {
    runtime.close();
  }

  private ChainVerdict verdict(X509Certificate... chain) {
    try (ChainValidator validator =
        ChainValidator.open(ChainSettings.of(store), runtime.runtime())) {
      return validator.validate(List.of(chain));
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static ASN1ObjectIdentifier oid(String name) {
    return switch (name) {
      case "keyUsage" -> Extension.keyUsage;
      case "basicConstraints" -> Extension.basicConstraints;
      case "nameConstraints" -> Extension.nameConstraints;
      case "extendedKeyUsage" -> Extension.extendedKeyUsage;
      case "names" -> Extension.subjectAlternativeName;
      case "subjectKey" -> Extension.subjectKeyIdentifier;
      case "authorityKey" -> Extension.authorityKeyIdentifier;
      case "points" -> Extension.cRLDistributionPoints;
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** What the extension of a client's certificate says, and the nearest that can be read. */
  @ParameterizedTest
  @CsvSource({
    "keyUsage, 03020780, 03020880",
    "keyUsage, 03020780, 030207ff", // bits past the end are set
    "keyUsage, 03020780, 030100",
    "keyUsage, 03020780, 0300",
    "keyUsage, 03020780, 0303800000",
    "keyUsage, 03020780, 0305070000000080",
    "keyUsage, 03020780, 04020780",
    "keyUsage, 03020780, 0302078000",
    "keyUsage, 03020780, 03030780",
    "keyUsage, 03020780, 0381020780",
    "keyUsage, 03020780, 2302 0780",
    "basicConstraints, 3000, 30",
    "basicConstraints, 3000, 3001",
    "basicConstraints, 3000, 3100",
    "basicConstraints, 3000, 3080 0000",
    "basicConstraints, 3000, 3003 020100",
    "basicConstraints, 3000, 3003 010101",
    "basicConstraints, 3000, 3004 01020000",
    "basicConstraints, 3000, 3006 010100 020100",
    "basicConstraints, 3000, 3000 00",
    "basicConstraints, 3000, 0500",
    "extendedKeyUsage, 300a 06082b06010505070302, 300a 04082b06010505070302",
    "extendedKeyUsage, 300a 06082b06010505070302, 3000",
    "extendedKeyUsage, 300a 06082b06010505070302, 300a 06082b060105050703",
    "extendedKeyUsage, 300a 06082b06010505070302, 300a 06082b06010505070382",
    "extendedKeyUsage, 300a 06082b06010505070302, 300b 0609802b06010505070302",
    "extendedKeyUsage, 300a 06082b06010505070302, 06082b06010505070302",
    "extendedKeyUsage, 300a 06082b06010505070302, 300c 06082b06010505070302 0600",
    "names, 3003 820161, 3000",
    "names, 3003 820161, 3003 820261",
    "names, 3003 820161, 3003 890161",
    "names, 3003 820161, 3003 a20161",
    "names, 3003 820161, 3003 0c0161",
    "names, 3003 820161, 820161",
    "names, 3003 820161, 3004 82810161",
    "names, 3006 870401020304, 3005 8703010203",
    "names, 3006 870401020304, 3008 8706010203040506",
    "names, 3006 870401020304, 3002 8700",
    "names, 3010 a40e 300c310a300806035504030c0161, 3006 a404 30028201",
    "names, 3009 a007 06012a a002 0500, 3002 a000",
    "names, 3009 a007 06012a a002 0500, 3007 a005 0600 02 0105",
    "names, 3009 a007 06012a a002 0500, 3005 a003 06012a",
    "subjectKey, 04020102, 03020002",
    "subjectKey, 04020102, 040201",
    "authorityKey, 3000, 30020102",
    "authorityKey, 3000, 3100",
    "points, 3002 3000, 3000",
    "points, 3002 3000, 3002 3100"
  })
  void extension_ofTheClient_thatCannotBeRead_refused(String name, String good, String spoilt)
      throws Exception {
    trusted(leafWith(name, good));
    refused(leafWith(name, spoilt));
  }

  private TestCertificate leafWith(String name, String bytes) throws Exception {
    return between.leaf("orders").extension(oid(name), false, hex(bytes)).make();
  }

  private void trusted(TestCertificate leaf) {
    assertThat(verdict(leaf.certificate(), between.certificate())).isInstanceOf(Trusted.class);
  }

  private void refused(TestCertificate leaf) {
    assertThat(verdict(leaf.certificate(), between.certificate())).isInstanceOf(Refused.class);
  }

  /** The same of an authority's, where the JDK leaves out what it cannot read. */
  @ParameterizedTest
  @CsvSource({
    "keyUsage, 03020106, 030201ff",
    "keyUsage, 03020106, 03020906",
    "keyUsage, 03020106, 030106",
    "basicConstraints, 3003 0101ff, 3003 010101",
    "basicConstraints, 3003 0101ff, 3004 0102ffff",
    "basicConstraints, 3006 0101ff 020100, 3006 0101ff 0201ff",
    "basicConstraints, 3006 0101ff 020100, 3007 0101ff 02020000",
    "basicConstraints, 3006 0101ff 020100, 3008 0101ff 0203800000",
    "basicConstraints, 3006 0101ff 020100, 300b 0101ff 02060100000000",
    "basicConstraints, 3006 0101ff 020100, 3006 0101ff 040100",
    "basicConstraints, 3006 0101ff 020100, 3009 0101ff 020100 020100",
    "basicConstraints, 3006 0101ff 020100, 3006 020100 0101ff",
    "nameConstraints, 300a a008 3006 8204 636f7270, 3000",
    "nameConstraints, 300a a008 3006 8204 636f7270, 300a a208 3006 8204 636f7270",
    "nameConstraints, 300a a008 3006 8204 636f7270, 300a a008 3106 8204 636f7270",
    "nameConstraints, 300a a008 3006 8204 636f7270, 300a a008 3006 8205 636f7270",
    "nameConstraints, 300a a008 3006 8204 636f7270, 300a a008 3006 8904 636f7270",
    "nameConstraints, 300a a008 3006 8204 636f7270, 300d a00b 3009 8204 636f7270 020101",
    "nameConstraints, 300a a008 3006 8204 636f7270, 3004 a002 3000",
    "nameConstraints, 300a a008 3006 8204 636f7270, 300a 8008 3006 8204 636f7270",
    "nameConstraints, 300e a00c 300a 8708 0a000000ff000000, 3008 a006 3004 8702 0a00",
    "nameConstraints, 300a a008 3006 8204 636f7270, 0500"
  })
  void extension_ofAnAuthority_thatCannotBeRead_refused(String name, String good, String spoilt)
      throws Exception {
    assertThat(under(name, good, true)).isInstanceOf(Trusted.class);
    assertThat(under(name, spoilt, false)).isInstanceOf(Refused.class);
    ChainVerdict critical = under(name, spoilt, true);
    if (critical != null) {
      assertThat(critical).isInstanceOf(Refused.class);
    }
  }

  /** Null where the JDK does not even read it: nor does a header with it, and no handshake. */
  private @Nullable ChainVerdict under(String name, String bytes, boolean critical)
      throws Exception {
    try {
      TestCertificate authority =
          root.intermediate("under").extension(oid(name), critical, hex(bytes)).make();
      return verdict(authority.leaf("orders").make().certificate(), authority.certificate());
    } catch (CertificateException e) {
      return null;
    }
  }

  /** A field of what is signed, in place of the one that is there; signed again. */
  private static @Nullable X509Certificate withField(
      TestCertificate issuer, X509Certificate good, int at, byte[] field) throws Exception {
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    ASN1Sequence signed = ASN1Sequence.getInstance(good.getTBSCertificate());
    int index = 0;
    for (ASN1Encodable one : signed) {
      fields.write(index++ == at ? field : one.toASN1Primitive().getEncoded("DER"));
    }
    byte[] content = tagged(0x30, fields.toByteArray());
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(issuer.keys().getPrivate());
    signature.update(content);
    ByteArrayOutputStream bits = new ByteArrayOutputStream();
    bits.write(0);
    bits.write(signature.sign());
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(content);
    whole.write(
        ASN1Sequence.getInstance(good.getEncoded())
            .getObjectAt(1)
            .toASN1Primitive()
            .getEncoded("DER"));
    whole.write(tagged(3, bits.toByteArray()));
    return EncodedCertificate.decode(
        Base64.getEncoder().encodeToString(tagged(0x30, whole.toByteArray())));
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length > 0xff) {
      out.write(0x82);
      out.write(content.length >> 8);
    } else if (content.length > 0x7f) {
      out.write(0x81);
    }
    out.write(content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] time(String text) {
    int tag = text.startsWith("G") ? 0x18 : text.startsWith("U") ? 0x17 : 0x0c;
    return tagged(tag, text.substring(1).getBytes(StandardCharsets.US_ASCII));
  }

  private @Nullable ChainVerdict valid(String from, String until) throws Exception {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(time(from));
    both.write(time(until));
    X509Certificate spoilt =
        withField(
            between,
            between.leaf("orders").make().certificate(),
            4,
            tagged(0x30, both.toByteArray()));
    return spoilt == null ? null : verdict(spoilt, between.certificate());
  }

  /** M07 */
  @Test
  void validity_inItsTwoForms_trusted() throws Exception {
    assertThat(valid("U251122120000Z", "U271122120000Z")).isInstanceOf(Trusted.class);
    assertThat(valid("U500101000000Z", "U491231235959Z")).isInstanceOf(Trusted.class); // from 1950
    assertThat(valid("G20251122120000Z", "G20501122120000Z")).isInstanceOf(Trusted.class);
    assertThat(valid("U251122120000Z", "G99991231235959Z")).isInstanceOf(Trusted.class);
  }

  /** M07: null where the JDK does not even read it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "U2711221200Z", // without seconds
        "U271122120000+0000",
        "U271122120000-0100",
        "U271122120000",
        "U271322120000Z",
        "U270230120000Z",
        "U271122240000Z",
        "U271122120060Z",
        "U27112212000Z",
        "U 71122120000Z",
        "U",
        "G20271122120000.5Z",
        "G20271122120000",
        "G202711221200Z",
        "G20271122120000+0100",
        "G-0271122120000Z",
        "GZ",
        "X271122120000Z",
        "U271122120000Z\u0000"
      })
  void validity_inAnotherForm_refused(String until) throws Exception {
    ChainVerdict verdict = valid("U251122120000Z", until);
    if (verdict != null) {
      assertThat(verdict).isInstanceOf(Refused.class);
    }
    ChainVerdict other = valid(until, "G99991231235959Z");
    if (other != null) {
      assertThat(other).isInstanceOf(Refused.class);
    }
  }

  /** Each field of what is signed in turn, as an element of another kind, or of nothing. */
  @Test
  void field_ofAnotherKind_refused() throws Exception {
    X509Certificate good = between.leaf("orders").make().certificate();
    X509Certificate again =
        withField(
            between,
            good,
            1,
            ASN1Sequence.getInstance(good.getTBSCertificate())
                .getObjectAt(1)
                .toASN1Primitive()
                .getEncoded("DER"));
    assertThat(verdict(again, between.certificate())).isInstanceOf(Trusted.class);
    for (int at = 0; at < 8; at++) {
      for (String field : List.of("0500", "3000", "0401ff", "a003020107", "a303020102", "")) {
        if (at == 7 && field.isEmpty()) {
          continue; // without any extension it is good
        }
        X509Certificate spoilt = withField(between, good, at, hex(field));
        boolean emptySubject = at == 5 && field.equals("3000"); // which names may stand beside
        if (spoilt != null && !emptySubject) {
          assertThat(verdict(spoilt, between.certificate()))
              .as("field %d is %s", at, field)
              .isInstanceOf(Refused.class);
        }
      }
    }
  }

  /** M10 beside M21: a constraint as it should be holds, after all that. */
  @Test
  void nameConstraints_wellFormed_hold() throws Exception {
    NameConstraints constraints =
        new NameConstraints(
            new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.dNSName, "corp"))},
            null);
    TestCertificate authority =
        root.intermediate("holds").extension(Extension.nameConstraints, true, constraints).make();
    assertThat(verdict(authority.leaf("orders").make().certificate(), authority.certificate()))
        .isInstanceOf(Trusted.class);
  }
}
