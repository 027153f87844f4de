package io.edgeauth.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.edgeauth.fixtures.TestRequest;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;

/**
 * Any header of a proxy, in a format that its first character names. Nothing throws, and what is
 * found stands there as it is. Behind a line feed is the header of the chain.
 */
@Timeout(30)
final class ForwardedCertificatesFuzzTest {

  private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

  @FuzzTest
  @DictionaryEntries({
    "r:",
    "x",
    "p",
    "d",
    "Cert=",
    ";Chain=",
    "By=",
    "Hash=",
    "Subject=\"",
    "\\\"",
    ",",
    "%0A",
    "%20",
    "-----BEGIN%20CERTIFICATE-----",
    "-----END%20CERTIFICATE-----",
    ":, :"
  })
  void read_anyHeader_nothingOrWhatStandsThere(byte[] bytes) throws CertificateEncodingException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    CertificateFormat format =
        switch (text.isEmpty() ? 'r' : text.charAt(0)) {
          case 'x' -> CertificateFormat.XFCC;
          case 'p' -> CertificateFormat.PEM_URLENCODED;
          case 'd' -> CertificateFormat.DER_BASE64;
          default -> CertificateFormat.RFC9440;
        };
    String[] lines = text.substring(text.isEmpty() ? 0 : 1).split("\n", 2);
    TestRequest request = TestRequest.get("/").header("Client-Cert", lines[0]);
    if (lines.length > 1) {
      request.header("Client-Cert-Chain", lines[1]);
    }
    ForwardedCertificates reader = ForwardedCertificates.of("Client-Cert", format);
    ForwardedChain read = reader.read(request);
    assertThat(reader.read(request)).isEqualTo(read);
    if (read instanceof ForwardedChain.Found found) {
      for (X509Certificate certificate : found.certificates()) {
        assertThat(written(lines))
            .contains(Base64.getEncoder().encodeToString(certificate.getEncoded()));
      }
    }
  }

  private static String written(String[] lines) {
    String decoded =
        ESCAPE
            .matcher(String.join("", lines).replace("\\", ""))
            .replaceAll(
                escape ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    return decoded.replaceAll("[ \\t\\r\\n]", "");
  }
}
