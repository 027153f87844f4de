package io.edgeauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HeaderNameTest {

  /** RFC 9110, section 5.6.2: visible ASCII without the delimiters. */
  @Test
  void isTokenChar_everyCharacter_asTheGrammarSays() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      boolean delimiter = "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0;
      assertThat(HeaderName.isTokenChar((char) c))
          .as("U+%04X", c)
          .isEqualTo(c > ' ' && c < 0x7f && !delimiter);
    }
  }
}
