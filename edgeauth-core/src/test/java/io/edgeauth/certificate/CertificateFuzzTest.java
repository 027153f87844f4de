package io.edgeauth.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.api.Timeout;

/**
 * Any bytes that the JDK takes for a certificate: reading what they say, and naming whom, ends in
 * an answer, and agrees with the JDK where it says anything.
 */
@Timeout(30)
final class CertificateFuzzTest {

  @FuzzTest
  void of_anyCertificate_readOrRefused(byte[] bytes) {
    X509Certificate certificate;
    try {
      certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(bytes));
    } catch (CertificateException | RuntimeException e) {
      return; // what the JDK throws is caught where headers are read
    }
    CertificateContent content;
    try {
      content = CertificateContent.of(certificate);
      content.checkAlgorithms();
      CertificateNames.of(content);
    } catch (ChainFault e) {
      return;
    }
    Instant notAfter = certificate.getNotAfter().toInstant();
    assertThat(content.notAfter()).isEqualTo(notAfter);
    assertThat(content.notBefore()).isEqualTo(certificate.getNotBefore().toInstant());
    assertThat(content.isAuthority()).isEqualTo(certificate.getBasicConstraints() >= 0);
    assertUsage(content, certificate.getKeyUsage());
  }

  private static void assertUsage(CertificateContent content, boolean[] usage) {
    for (int bit :
        new int[] {CertificateContent.DIGITAL_SIGNATURE, CertificateContent.KEY_CERT_SIGN}) {
      boolean may = usage == null || (bit < usage.length && usage[bit]);
      assertThat(content.mayBeUsedFor(bit)).isEqualTo(may);
    }
  }
}
