package io.edgeauth.authn.bound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One spelling for one address (RFC 3986, section 6). */
final class TargetUriTest {

  @ParameterizedTest
  @CsvSource({
    "https://a.example, https://a.example/",
    "https://a.example/, https://a.example/",
    "HTTPS://A.Example:443/, https://a.example/",
    "http://a.example:80/x, http://a.example/x",
    "http://a.example:443/x, http://a.example:443/x",
    "https://a.example:/x, https://a.example/x",
    "https://[2001:DB8::1]:8443/x, https://[2001:db8::1]:8443/x",
    "https://a.example/%7Ea%2fb%3a, https://a.example/~a%2Fb%3A",
    "https://a.example/a/b/c/./../../g, https://a.example/a/g",
    "https://a.example/../x, https://a.example/x",
    "https://a.example/x/.., https://a.example/",
    "https://a.example/x/., https://a.example/x/",
    "https://a.example//x, https://a.example//x",
    "https://a.example/.x/..y, https://a.example/.x/..y",
    "https://a.example?x#y, https://a.example/",
    "https://a.example/x?y/../z, https://a.example/x"
  })
  void of_eachSpelling_theOne(String written, String normal) {
    assertThat(TargetUri.of(written)).isEqualTo(normal);
    assertThat(TargetUri.of(normal)).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https",
        "https://",
        "https:///x",
        "ftp://a.example/",
        "//a.example/",
        "https:/a.example/",
        "javascript:https://a.example/",
        "https://a@a.example/",
        "https://a.example:x/",
        "https://a.example:99999/",
        "https://a b.example/",
        "https://a.example/a b",
        "https://a.example/%",
        "https://a.example/%4",
        "https://a.example/%zz",
        "https://a.example/\u00e4",
        "https://\u0130.example/",
        "\u0130ttps://a.example/"
      })
  void of_noAddress_none(String written) {
    assertThat(TargetUri.of(written)).isNull();
  }

  @Test
  void of_tooLong_none() {
    assertThat(TargetUri.of("https://a.example/" + "x".repeat(9000))).isNull();
  }

  /** Whatever is written, nothing throws, and the one spelling is its own. */
  @Test
  void of_anyText_staysAsItIsOnceItIsTheOne() {
    Random random = new Random(7);
    String alphabet = "/.%2eEfFa:?#@[]~ \u00e4";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("http://h");
      for (int j = random.nextInt(14); j > 0; j--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String normal = TargetUri.of(text.toString());
      if (normal != null) {
        assertThat(TargetUri.of(normal)).as(text.toString()).isEqualTo(normal);
        assertThat(normal).doesNotContain("/../", "/./", "?", "#", " ");
      }
    }
  }
}
