package io.edgeauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestSettingsTest {

  @Test
  void new_length_toTheCharacter() {
    assertThat(RequestSettings.DEFAULTS.withMaxCredentialLength(1024).maxCredentialLength())
        .isEqualTo(1024);
    assertThat(RequestSettings.DEFAULTS.withMaxCredentialLength(65_536).maxCredentialLength())
        .isEqualTo(65_536);
    for (int characters : new int[] {-1, 0, 1023, 65_537}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RequestSettings.DEFAULTS.withMaxCredentialLength(characters))
          .withMessageContaining("expected: 1024 to 65536");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://api.example.com", "http://localhost:8080", "https://[::1]"})
  void new_publicUrl_kept(String url) {
    assertThat(new RequestSettings(1024, Set.of(), true, URI.create(url)).publicUrl())
        .hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api.example.com",
        "//api.example.com",
        "https:/x",
        "https://a/",
        "https://a?x",
        "https://a#x",
        "https://u:planted@a",
        "https://a:65536",
        "ws://a"
      })
  void new_publicUrlWithMoreOrLess_refusedWithoutEcho(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RequestSettings(1024, Set.of(), true, URI.create(url)))
        .withMessageContaining("expected: scheme and host alone")
        .withMessageNotContaining("planted");
  }
}
