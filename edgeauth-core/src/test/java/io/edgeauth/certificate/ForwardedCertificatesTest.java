package io.edgeauth.certificate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.certificate.ForwardedChain.Doubled;
import io.edgeauth.certificate.ForwardedChain.Found;
import io.edgeauth.certificate.ForwardedChain.None;
import io.edgeauth.certificate.ForwardedChain.Unreadable;
import io.edgeauth.fixtures.TestAuthority;
import io.edgeauth.fixtures.TestRequest;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in a proxy's header: each fault beside what is right. */
final class ForwardedCertificatesTest {

  private static X509Certificate leaf;
  private static X509Certificate above;
  private static String leafText;
  private static String aboveText;

  @BeforeAll
  static void make(@TempDir Path directory) throws Exception {
    leaf = certificate(TestAuthority.make(directory, "leaf").pem());
    above = certificate(TestAuthority.make(directory, "above").pem());
    leafText = base64(leaf.getEncoded());
    aboveText = base64(above.getEncoded());
  }

  private static X509Certificate certificate(Path pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(pem)));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String pem(String base64) {
    return "-----BEGIN CERTIFICATE-----\n"
        + base64.replaceAll("(.{64})", "$1\n")
        + "\n-----END CERTIFICATE-----\n";
  }

  /** As nginx and Envoy escape: nothing but letters and digits stays. */
  private static String escaped(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static ForwardedChain read(CertificateFormat format, String value) {
    return ForwardedCertificates.of("X-Cert", format)
        .read(TestRequest.get("/").header("X-Cert", value));
  }

  private static void refuses(ForwardedChain chain) {
    assertThat(chain).isInstanceOf(Unreadable.class);
    assertThat(((Unreadable) chain).why()).isNotBlank();
  }

  private static void finds(ForwardedChain chain, X509Certificate... expected) {
    assertThat(chain).isEqualTo(new Found(List.of(expected)));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void read_noHeaderOrEmpty_none(CertificateFormat format) {
    ForwardedCertificates reader = ForwardedCertificates.of("X-Cert", format);
    assertThat(reader.read(TestRequest.get("/"))).isEqualTo(None.INSTANCE);
    assertThat(read(format, "")).isEqualTo(None.INSTANCE);
  }

  /** M03: whose line counts would be a guess. */
  @ParameterizedTest
  @MethodSource("formats")
  void read_twoLines_doubled(CertificateFormat format) {
    TestRequest twice = TestRequest.get("/").header("X-Cert", "a").header("X-Cert", "b");
    assertThat(ForwardedCertificates.of("x-cert", format).read(twice)).isEqualTo(Doubled.INSTANCE);
  }

  /** M03. */
  @Test
  void read_twoLinesOfTheChain_doubled() {
    TestRequest twice =
        TestRequest.get("/")
            .header("Client-Cert", ":" + leafText + ":")
            .header("Client-Cert-Chain", ":" + aboveText + ":")
            .header("Client-Cert-Chain", ":" + aboveText + ":");
    assertThat(standard(twice)).isEqualTo(Doubled.INSTANCE);
  }

  static CertificateFormat[] formats() {
    return CertificateFormat.values();
  }

  private static ForwardedChain standard(TestRequest request) {
    return ForwardedCertificates.of("Client-Cert", CertificateFormat.RFC9440).read(request);
  }

  private static ForwardedChain standard(String leaf, String chain) {
    return standard(
        TestRequest.get("/").header("Client-Cert", leaf).header("Client-Cert-Chain", chain));
  }

  @Test
  void rfc9440_leafAndChain_bothInOrder() {
    finds(read(CertificateFormat.RFC9440, ":" + leafText + ":"), leaf);
    finds(standard(":" + leafText + ":", ":" + aboveText + ":"), leaf, above);
    finds(
        standard(":" + leafText + ":", ":" + aboveText + ": ,  :" + leafText + ":"),
        leaf,
        above,
        leaf);
  }

  /** What the template of a proxy gives where its client has shown none. */
  @Test
  void rfc9440_emptySequence_none() {
    assertThat(read(CertificateFormat.RFC9440, "::")).isEqualTo(None.INSTANCE);
    assertThat(standard("::", ":" + aboveText + ":")).isInstanceOf(Unreadable.class);
  }

  /** M06. */
  static List<String> badSequences() throws Exception {
    byte[] der = leaf.getEncoded();
    String text = base64(der);
    byte[] behind = Arrays.copyOf(der, der.length + 1);
    byte[] cut = Arrays.copyOf(der, der.length - 1);
    byte[] spoiled = der.clone();
    spoiled[4] ^= 0x55;
    byte[] endless = der.clone();
    endless[1] = (byte) 0x80;
    return List.of(
        text,
        ":" + text,
        text + ":",
        ":" + text + ":;a=1",
        ":" + text + ":, :" + text + ":",
        ":",
        "\"" + text + "\"",
        ":" + text.replace("=", "") + "A:",
        ": " + text + ":",
        ":" + text.replace('+', '-').replace('/', '_') + "-:",
        ":" + base64(behind) + ":",
        ":" + base64(cut) + ":",
        ":" + base64(spoiled) + ":",
        ":" + base64(endless) + ":",
        ":" + base64(pem(text).getBytes(ISO_8859_1)) + ":",
        ":" + base64(new byte[] {0x30, 0}) + ":",
        ":" + base64("no certificate".getBytes(UTF_8)) + ":");
  }

  @ParameterizedTest
  @MethodSource("badSequences")
  @DisplayName("M06: nothing but one byte sequence of one DER certificate")
  void rfc9440_anythingElse_unreadable(String value) {
    refuses(read(CertificateFormat.RFC9440, value));
    refuses(standard(":" + leafText + ":", value + ","));
  }

  /** M06. */
  @Test
  void read_moreThanTenCertificates_unreadable() {
    String member = ":" + aboveText + ":";
    finds(standard(":" + leafText + ":", member), leaf, above);
    refuses(standard(":" + leafText + ":", (member + ",").repeat(9) + member));
    String blocks = escaped(pem(leafText).repeat(11));
    refuses(read(CertificateFormat.PEM_URLENCODED, blocks));
  }

  /** M04. */
  @ParameterizedTest
  @MethodSource("formats")
  void read_tooLong_unreadable(CertificateFormat format) {
    refuses(read(format, "A".repeat(128 * 1024 + 1)));
  }

  @Test
  void pem_asEachProxyWritesIt_found() {
    String nginx = escaped(pem(leafText));
    String amazon = pem(leafText).replace("\n", "%0A").replace(" ", "%20");
    String traefik = leafText.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D");
    for (String one : List.of(nginx, amazon, traefik, leafText)) {
      finds(read(CertificateFormat.PEM_URLENCODED, one), leaf);
    }
    finds(
        read(CertificateFormat.PEM_URLENCODED, escaped(pem(leafText) + pem(aboveText))),
        leaf,
        above);
    finds(read(CertificateFormat.PEM_URLENCODED, leafText + "," + aboveText), leaf, above);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%2",
        "%GG",
        "%00",
        "%FF",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN%20CERTIFICATE-----%0A-----END%20CERTIFICATE-----",
        "-----END%20CERTIFICATE----------BEGIN%20CERTIFICATE-----",
        "text",
        ","
      })
  void pem_anythingElse_unreadable(String value) {
    refuses(read(CertificateFormat.PEM_URLENCODED, value));
  }

  @Test
  void pem_otherBlocksBesideOne_unreadable() {
    String good = pem(leafText);
    refuses(read(CertificateFormat.PEM_URLENCODED, escaped("x" + good)));
    refuses(read(CertificateFormat.PEM_URLENCODED, escaped(good + "x")));
    refuses(read(CertificateFormat.PEM_URLENCODED, escaped(good.replace("CERTIFICATE", "KEY"))));
    refuses(read(CertificateFormat.PEM_URLENCODED, escaped(good) + "," + escaped(good)));
  }

  @Test
  void der_oneInBase64_found() {
    finds(read(CertificateFormat.DER_BASE64, leafText), leaf);
    refuses(read(CertificateFormat.DER_BASE64, leafText + "," + aboveText));
    refuses(read(CertificateFormat.DER_BASE64, escaped(leafText) + "%20"));
  }

  private static String cert() {
    return "Cert=\"" + escaped(pem(leafText)) + "\"";
  }

  private static String hash(X509Certificate certificate) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
  }

  @Test
  void xfcc_whatEnvoyWrites_found() throws Exception {
    String chain = "Chain=\"" + escaped(pem(leafText) + pem(aboveText)) + "\"";
    finds(read(CertificateFormat.XFCC, cert()), leaf);
    finds(
        read(
            CertificateFormat.XFCC,
            "By=spiffe://corp/edge;Hash="
                + hash(leaf)
                + ";"
                + cert()
                + ";Subject=\"CN=a\\\"b,O=c;d\";URI=spiffe://corp/a;DNS=a.corp;DNS=b.corp"),
        leaf);
    finds(read(CertificateFormat.XFCC, cert() + ";" + chain), leaf, above);
    finds(
        read(CertificateFormat.XFCC, cert() + ";Chain=\"" + escaped(pem(aboveText)) + "\""),
        leaf,
        above);
    finds(read(CertificateFormat.XFCC, "CERT=" + escaped(pem(leafText))), leaf);
  }

  /** M03: what stands further left was written by whoever asked the proxy. */
  @Test
  void xfcc_severalElements_theLast() {
    String forged = "Cert=" + escaped(pem(aboveText));
    finds(read(CertificateFormat.XFCC, forged + "," + cert()), leaf);
    finds(read(CertificateFormat.XFCC, forged + ", " + cert()), leaf);
    refuses(read(CertificateFormat.XFCC, cert() + ",By=spiffe://corp/edge;Hash=00"));
  }

  /** M05. */
  @ParameterizedTest
  @ValueSource(
      strings = {"Hash=00", "Subject=\"CN=a\"", "URI=spiffe://corp/a", "By=a;Hash=b;URI=c"})
  void xfcc_noCertificate_unreadable(String value) {
    refuses(read(CertificateFormat.XFCC, value));
  }

  /** M04. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s;Subject=\"CN=a\",URI=spiffe://evil\"",
        "%s;Subject=\"CN=a",
        "%s;Subject=\"CN=a\\",
        "%s;Subject=CN=a",
        "%s;URI=a;URI=b",
        "%s;%s",
        "%s;",
        ";%s",
        "%s,",
        ",%s",
        "%s;By",
        "%s;Evil=1",
        "%s x",
        " By=a ; %s",
        "By=a\\b;%s",
        "Subject=\"a;%s",
        "%s+",
      })
  void xfcc_outsideTheGrammar_unreadable(String pattern) {
    finds(read(CertificateFormat.XFCC, "By=a;" + cert()), leaf);
    refuses(read(CertificateFormat.XFCC, pattern.replace("%s", cert())));
  }

  /** M04. */
  @Test
  void xfcc_plusOrAnotherHash_unreadable() throws Exception {
    refuses(read(CertificateFormat.XFCC, "Cert=\"" + leafText.replace('/', '+') + "\""));
    refuses(read(CertificateFormat.XFCC, "Hash=" + hash(above) + ";" + cert()));
    refuses(read(CertificateFormat.XFCC, ("By=a," + "").repeat(100) + cert()));
  }

  private static TestRequest told(String leaf, String above) {
    return TestRequest.get("/")
        .header("Client-Cert", ":" + leaf + ":")
        .header("Client-Cert-Chain", ":" + above + ":");
  }

  /** Only the very same text is what it was; one that differs anywhere is read. */
  @Test
  void read_rememberedText_sameCertificatesAndNoOthers() {
    ForwardedCertificates reader =
        ForwardedCertificates.of("Client-Cert", CertificateFormat.RFC9440);
    TestRequest request = told(leafText, aboveText);
    Found first = (Found) reader.read(request);
    assertThat(first.isRemembered()).isFalse();
    reader.remember(request, first);
    Found second = (Found) reader.read(told(leafText, aboveText));
    assertThat(second.isRemembered()).isTrue();
    assertThat(second.certificates()).isEqualTo(List.of(leaf, above));
    reader.remember(request, second);
    assertThat(reader.read(told(leafText, aboveText))).isSameAs(second);

    finds(reader.read(told(leafText, leafText)), leaf, leaf);
    finds(reader.read(told(aboveText, leafText)), above, leaf);
    finds(reader.read(TestRequest.get("/").header("Client-Cert", ":" + leafText + ":")), leaf);
    for (int at = 0; at < leafText.length(); at += 7) {
      String spoilt = leafText.substring(0, at) + "!" + leafText.substring(at + 1);
      refuses(reader.read(told(spoilt, aboveText)));
      refuses(reader.read(told(leafText, spoilt)));
    }
    assertThat(reader.read(told(leafText, aboveText).header("Client-Cert", "x")))
        .isEqualTo(Doubled.INSTANCE);
    assertThat(reader.read(TestRequest.get("/"))).isEqualTo(None.INSTANCE);
  }

  /** Texts that were not told to be remembered take no place. */
  @Test
  void read_textThatDidNotCount_notRemembered() {
    ForwardedCertificates reader =
        ForwardedCertificates.of("Client-Cert", CertificateFormat.RFC9440);
    for (int i = 0; i < 3; i++) {
      assertThat(((Found) reader.read(told(leafText, aboveText))).isRemembered()).isFalse();
    }
  }
}
