package io.edgeauth.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestRuntime;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** Any bytes for an answer: nobody but the issuer can say anything, and nothing else is thrown. */
@Timeout(30)
final class OcspAnswerFuzzTest {

  private static CertificateContent issuer;
  private static OcspQuestion question;
  private static byte[] nonce;

  @BeforeAll
  static void make() throws Exception {
    TestCertificate root = TestCertificate.root("root").make();
    issuer = CertificateContent.of(root.certificate());
    question =
        OcspQuestion.about(CertificateContent.of(root.leaf("orders").make().certificate()), issuer);
    nonce = OcspQuestion.nonce();
  }

  @FuzzTest
  void read_anyBytes_neverBelieved(byte[] bytes) {
    OcspAnswer answer = null;
    try {
      answer = OcspAnswer.read(bytes, question, nonce, issuer, TestRuntime.NOW);
    } catch (DerException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
    assertThat(answer).as("an answer that the issuer did not sign").isNull();
  }
}
