package io.edgeauth.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.RequestSettings;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PublicUrlsTest {

  private static final ClientIpSettings PROXY =
      new ClientIpSettings(List.of(Cidr.parse("192.0.2.1")), "X-Forwarded-For");

  private static PublicUrls behindProxy() {
    return PublicUrls.of(RequestSettings.DEFAULTS, PROXY);
  }

  @Test
  void of_configured_thatWhateverIsSaid() {
    RequestSettings settings =
        new RequestSettings(1024, Set.of(), true, URI.create("https://API.example.com:443"));
    TestRequest request = TestRequest.get("/").header("X-Forwarded-Host", "evil.example");
    assertThat(PublicUrls.of(settings, PROXY).of(request)).isEqualTo("https://api.example.com");
  }

  @Test
  void of_trustedProxy_itsWord() {
    TestRequest request =
        TestRequest.get("/")
            .header("X-Forwarded-Proto", "HTTPS")
            .header("X-Forwarded-Host", "api.example.com:8443");
    assertThat(behindProxy().of(request)).isEqualTo("https://api.example.com:8443");
    assertThat(behindProxy().of(TestRequest.get("/"))).isEqualTo("http://gateway.example");
  }

  /** P02's lesson for names: a stranger says nothing about where it sent its request. */
  @Test
  void of_stranger_theRequestItself() {
    TestRequest request =
        TestRequest.get("/")
            .peer("198.51.100.9")
            .authority("Gateway.example:80")
            .header("X-Forwarded-Proto", "https")
            .header("X-Forwarded-Host", "api.example.com");
    assertThat(behindProxy().of(request)).isEqualTo("http://gateway.example");
  }

  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-Proto, ftp", "X-Forwarded-Proto, 'https, http'", "X-Forwarded-Proto, ''",
    "X-Forwarded-Host, 'a b'", "X-Forwarded-Host, 'a.example, b.example'", "X-Forwarded-Host, ''"
  })
  void of_trustedProxyUnreadable_none(String header, String value) {
    assertThat(behindProxy().of(TestRequest.get("/").header(header, value))).isNull();
  }

  @Test
  void of_trustedProxyTwice_none() {
    TestRequest request =
        TestRequest.get("/").header("X-Forwarded-Host", "a").header("X-Forwarded-Host", "a");
    assertThat(behindProxy().of(request)).isNull();
  }
}
