package io.edgeauth.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestRuntime;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/**
 * Any bytes that the issuer itself signs as what it says: nothing but a refusal is thrown, and what
 * is believed is in force and about the certificate.
 */
@Timeout(30)
final class OcspContentFuzzTest {

  /** Short, so that it can be guessed; what it names is not looked at here. */
  private static final OcspQuestion QUESTION = new OcspQuestion("30020500");

  private static final byte[] ECDSA = HexFormat.of().parseHex("300a06082a8648ce3d040302");
  private static final byte[] SUCCESSFUL = {0x0a, 1, 0};
  private static final byte[] BASIC = HexFormat.of().parseHex("06092b0601050507300101");

  private static CertificateContent issuer;
  private static PrivateKey key;

  @BeforeAll
  static void make() throws Exception {
    TestCertificate root = TestCertificate.root("root").make();
    issuer = CertificateContent.of(root.certificate());
    key = root.keys().getPrivate();
  }

  @FuzzTest
  void read_anythingThatTheIssuerSigned_answerOrRefusal(byte[] said) throws Exception {
    byte[] data =
        tagged(
            0x30,
            tagged(0xa1, issuer.subjectName().getEncoded()),
            tagged(0x18, "20261122120000Z".getBytes(StandardCharsets.US_ASCII)),
            said);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(data);
    byte[] bits = tagged(3, new byte[1], signature.sign());
    byte[] basic = tagged(4, tagged(0x30, data, ECDSA, bits));
    byte[] response = tagged(0x30, SUCCESSFUL, tagged(0xa0, tagged(0x30, BASIC, basic)));
    OcspAnswer answer;
    try {
      answer = OcspAnswer.read(response, QUESTION, new byte[32], issuer, TestRuntime.NOW);
    } catch (DerException e) {
      return;
    }
    assertThat(answer.until()).isAfterOrEqualTo(TestRuntime.NOW);
    assertThat(HexFormat.of().formatHex(said)).contains(QUESTION.id());
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length > 0xff) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length > 0x7f) {
      out.write(0x81);
    }
    out.write(length);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
