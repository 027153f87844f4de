package io.edgeauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator allows passes, and nothing beside it. */
final class AmbiguityTest {

  private static final Set<Ambiguity> ALL = EnumSet.allOf(Ambiguity.class);

  /** R02 to R06: each passes under its own name and under no other. */
  @ParameterizedTest
  @CsvSource({
    "ENCODED_SLASH, /a%2fb",
    "ENCODED_SLASH, /a%2Fb/c",
    "ENCODED_SLASH, /a%2f",
    "DOUBLE_SLASH, //a",
    "DOUBLE_SLASH, /a//b",
    "DOUBLE_SLASH, /a//",
    "SEMICOLON, /a;x",
    "SEMICOLON, /a;x=..;y/b",
    "SEMICOLON, /a/b;",
    "SEMICOLON, /a/;x",
    "ENCODED_PERCENT, /a%25",
    "ENCODED_PERCENT, /100%25/b",
    "ENCODED_PERCENT, /a%252fb",
    "ENCODED_PERCENT, /a%2525b",
    "BACKSLASH, /a\\b",
    "BACKSLASH, /a%5cb",
    "BACKSLASH, /a%5C"
  })
  void fault_allowed_noneUnderItsNameAlone(Ambiguity name, String path) {
    assertThat(PathForm.fault(path, Set.of(name))).isNull();
    assertThat(PathForm.fault(path, EnumSet.complementOf(EnumSet.of(name)))).isNotNull();
    assertThat(PathForm.fault(path)).isNotNull();
  }

  /**
   * R03 to R06: a dot segment beside what is allowed, for whoever reads it as a slash or drops it.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/public/../admin",
        "/public//../admin",
        "/public%2f..%2fadmin",
        "/public%2F%2e%2e%2Fadmin",
        "/..%2fadmin",
        "/a%2f.",
        "/public/..;/admin",
        "/public/..;x",
        "/public/%2e%2e;x=y/admin",
        "/public/.;x/admin",
        "/public/...;x",
        "/public\\..\\admin",
        "/public%5c..%5cadmin",
        "/..%5cadmin",
        "/a%5c%2e%2E",
        "/%252e%252e/admin",
        "/public/.%252e/admin",
        "/public/%25252e%25252e/admin",
        "/public/%25%32%65%25%32%65/admin",
        "/public%252f..%252fadmin",
        "/public%255c..%255cadmin",
        "/public/..%253bx/admin",
        "/public/%252e%252e;x"
      })
  void fault_dotSegmentInAnyWriting_whateverIsAllowed(String path) {
    assertThat(PathForm.fault(path, ALL)).isEqualTo("the path holds a dot segment");
  }

  /** Their twins: dots that are a part of a name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a/..b;x",
        "/a%2f..b",
        "/a%5cb..",
        "/a;../b",
        "/a/.x%252e",
        "/v1%252e2",
        "/a;x/b%2fc//d\\e%25"
      })
  void fault_dotsInNames_none(String path) {
    assertThat(PathForm.fault(path, ALL)).isNull();
  }

  /** R07, R08: what nothing allows. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a%00",
        "/a%0a",
        "/a%7f",
        "/a b",
        "/a%3bx",
        "/a%zz",
        "/a%2",
        "/a%",
        "/a%c0%ae",
        "/a%c3%2fb",
        "/a#b",
        "/a?b",
        "a",
        "",
        "/a%2525252525"
      })
  void fault_neverAllowed_named(String path) {
    assertThat(PathForm.fault(path, ALL)).isNotNull();
  }

  /** R05: who drops the parameter finds two slashes. */
  @Test
  void fault_parameterWithoutName_needsBoth() {
    assertThat(PathForm.fault("/;x/admin", Set.of(Ambiguity.SEMICOLON)))
        .isEqualTo("the path holds an empty segment");
    assertThat(PathForm.fault("/;x/admin", EnumSet.of(Ambiguity.SEMICOLON, Ambiguity.DOUBLE_SLASH)))
        .isNull();
  }

  @ParameterizedTest
  @EnumSource(Ambiguity.class)
  void fault_plainPath_noneUnderEveryName(Ambiguity name) {
    assertThat(PathForm.fault("/orders/7%20x", Set.of(name))).isNull();
  }

  /** A path of escaped percent signs alone takes no longer than others of its length. */
  @Test
  void fault_manyEscapedPercents_atOnce() {
    String path = "/" + "%25".repeat(2_700);
    long began = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      assertThat(PathForm.fault(path, ALL)).isNull();
      assertThat(PathForm.fault("/%" + "25".repeat(4_000), ALL)).isNotNull();
    }
    assertThat(System.nanoTime() - began).isLessThan(2_000_000_000L);
  }
}
