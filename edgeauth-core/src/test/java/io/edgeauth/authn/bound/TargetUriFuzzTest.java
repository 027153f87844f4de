package io.edgeauth.authn.bound;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Timeout;

/** Any address that a proof could name: nothing throws, and the one spelling is its own. */
@Timeout(30)
final class TargetUriFuzzTest {

  @FuzzTest
  @DictionaryEntries({
    "https://",
    "HTTP://",
    ":443",
    "/../",
    "/./",
    "%2e",
    "%2F",
    "[::1]",
    "?",
    "#"
  })
  void of_anyAddress_oneSpelling(FuzzedDataProvider data) {
    String normal = TargetUri.of(data.consumeRemainingAsString());
    if (normal != null) {
      assertThat(TargetUri.of(normal)).isEqualTo(normal);
      String path = normal.substring(normal.indexOf('/', "https://".length()));
      assertThat(path).doesNotContain("?", "#", " ", "/../");
    }
  }
}
