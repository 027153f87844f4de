package io.edgeauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of headers, and what the edits make of them. */
final class HeadersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"X-User-Id", "x-user-id", "X_User_Id", "X.User.Id", "x-user_id", "X~USER!ID"})
  void fold_spellingsOfOneName_equal(String name) {
    assertThat(HeaderName.fold(name)).isEqualTo("x-user-id");
  }

  /** Unicode's folding would make the Kelvin sign a k and the long s an s. */
  @Test
  void foldAndSame_unicode_asciiAlone() {
    assertThat(HeaderName.fold("X-\u212aey")).isNotEqualTo("x-key");
    assertThat(HeaderName.same("X-K", "X-\u212a")).isFalse();
    assertThat(HeaderName.same("\u017fcope", "scope")).isFalse();
    assertThat(HeaderName.same("Authorization", "AUTHORIZATION")).isTrue();
    assertThat(HeaderName.same("X-A", "X_A")).isFalse();
  }

  @Test
  void fold_turkishDefaultLocale_same() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr"));
    try {
      assertThat(HeaderName.fold("X-USER-ID")).isEqualTo("x-user-id");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void isToken_edges_asRfc9110() {
    assertThat(HeaderName.isToken("!#$%&'*+-.^_`|~09azAZ")).isTrue();
    for (String other : List.of("", "a b", "a:", "a,", "a(", "a\"", "a/", "a@", "é", "a\u0000")) {
      assertThat(HeaderName.isToken(other)).as(other).isFalse();
    }
  }

  private final HeaderEdits edits =
      HeaderEdits.of(
          name -> HeaderName.fold(name).startsWith("x-user-"),
          List.of(new HeaderField("X-User-Id", "alice"), new HeaderField("X-User-Id", "2nd")));

  @Test
  void apply_setHeader_setValuesAlone() {
    assertThat(edits.apply("x-user-id", List.of("mallory", "eve"))).containsExactly("alice", "2nd");
    assertThat(edits.apply("X_User_Id", List.of("mallory"))).isEmpty();
    assertThat(edits.apply("X-Other", List.of("a", "b"))).containsExactly("a", "b");
  }

  @Test
  void names_clientSpellings_ourNameOnce() {
    assertThat(edits.names(List.of("x-USER-id", "X_User_Id", "Accept", "X-User-Role")))
        .containsExactly("Accept", "X-User-Id");
    assertThat(edits.removes("x-user-id")).isTrue();
    assertThat(edits.removes("Accept")).isFalse();
  }

  @Test
  void challenge_hostileValue_quotedOnOneLine() {
    assertThat(AuthChallenge.of("Bearer")).hasToString("Bearer");
    assertThat(
            AuthChallenge.of("Bearer")
                .parameter("realm", "a\"b\\c\r\nX: é")
                .parameter("error", "invalid_token"))
        .hasToString("Bearer realm=\"a\\\"b\\\\c??X: ?\", error=\"invalid_token\"");
  }
}
