package io.edgeauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathFormTest {

  /** R02, R03: what is only odd goes to the routes, which compare it byte for byte. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/admin",
        "/admin/",
        "/admin.",
        "/admin.json",
        "/admin.css",
        "/a/..b",
        "/a/b..",
        "/a/.b"
      })
  void fault_oneReading_none(String path) {
    assertThat(PathForm.fault(path)).isNull();
  }

  /** R02, R03: dot segments and empty segments. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "admin",
        "*",
        "//admin",
        "///admin",
        "/.//admin",
        "/./admin",
        "/admin/.",
        "/admin/..",
        "/admin//",
        "/admin/..;/admin",
        "/public/../admin",
        "/public/..//admin",
        "/public/.../admin"
      })
  void fault_dotOrEmptySegments_named(String path) {
    assertThat(PathForm.fault(path)).isNotNull();
  }

  /** R04: the same in escapes, once and twice. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%2e%2e/admin",
        "/public/%2e%2e/admin",
        "/public/%2E./admin",
        "/public/.%2e/admin",
        "/public/%2e",
        "/public%2f..%2fadmin",
        "/a%2Fb",
        "/%252e%252e/admin",
        "/a%252fb",
        "/a%25252fb",
        "/a%25"
      })
  void fault_escapedDotsSlashesAndPercents_named(String path) {
    assertThat(PathForm.fault(path)).isNotNull();
  }

  /** R05: path parameters, plain and escaped. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin;x=y",
        "/;x/admin",
        "/public;/../admin",
        "/public/..;/admin",
        "/admin;%2f..%2fpublic",
        "/admin%3bx",
        "/admin%3B"
      })
  void fault_semicolon_named(String path) {
    assertThat(PathForm.fault(path)).isNotNull();
  }

  /** R06: backslashes, plain, escaped, and escaped twice. */
  @ParameterizedTest
  @ValueSource(
      strings = {"\\admin", "/\\admin", "/public\\..\\admin", "/a%5cb", "/a%5Cb", "/a%255cb"})
  void fault_backslash_named(String path) {
    assertThat(PathForm.fault(path)).isNotNull();
  }

  /** R07: controls of both ranges, plain and escaped. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a%00",
        "/admin%00.css",
        "/a\u0000",
        "/a%0a",
        "/a%0d%0a",
        "/admin\n",
        "/a\tb",
        "/a%09",
        "/a%7f",
        "/a\u007f",
        "/a%c2%85",
        "/a%C2%9F",
        "/a\u0085",
        "/a b"
      })
  void fault_controlCharacter_named(String path) {
    assertThat(PathForm.fault(path)).isNotNull();
  }

  /** R08: escapes that are none, overlong, surrogates, or half a character. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%u002e",
        "/%c0%ae",
        "/%e0%80%ae",
        "/%f0%80%80%ae",
        "/a%",
        "/a%2",
        "/a%zz",
        "/a%2g",
        "/a%+1",
        "/%ed%a0%80",
        "/%f4%90%80%80",
        "/%c3",
        "/%c3/%a9",
        "/%c3x%a9",
        "/%a9",
        "/%ff"
      })
  void fault_invalidEscape_named(String path) {
    assertThat(PathForm.fault(path)).isNotNull();
  }

  /** R09: characters past ASCII stand in escapes, and no form of them is folded into another. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/caf%c3%a9", "/%ef%bc%8fadmin", "/%F0%9F%98%80", "/%E2%80%AEx", "/%c2%a0"})
  void fault_escapedUtf8_none(String path) {
    assertThat(PathForm.fault(path)).isNull();
    assertThat(PathForm.comparable(path)).isEqualToIgnoringCase(path);
  }

  /** R09, R10: raw characters past ASCII, and what begins a fragment or a query. */
  @ParameterizedTest
  @ValueSource(strings = {"/café", "/\uff0fadmin", "/\u212a", "/admin#x", "/public#/admin", "/a?b"})
  void fault_rawCharacterThatMustBeEscaped_named(String path) {
    assertThat(PathForm.fault(path)).isNotNull();
  }

  /** R10: escaped, they are characters of their segment. */
  @ParameterizedTest
  @ValueSource(strings = {"/admin%23x", "/admin%3f", "/a%20b"})
  void fault_escapedDelimiter_noneAndKept(String path) {
    assertThat(PathForm.fault(path)).isNull();
    assertThat(PathForm.comparable(path)).isEqualToIgnoringCase(path).isNotEqualTo("/admin");
  }

  /**
   * R01, R13: servers give their applications the same text for both writings, so that routes must
   * not tell them apart.
   */
  @ParameterizedTest
  @CsvSource({
    "/%61dmin, /admin",
    "/a%2Db%2db, /a-b-b",
    "/a%2eb, /a.b",
    "/%41, /A",
    "/orders%3Acancel, /orders:cancel",
    "/a%40b%2Bc%2cd, '/a@b+c,d'",
    "/%28x%29%21%24%26%27%3D, '/(x)!$&''='",
    "/a%7bid%7D, /a{id}",
    "/caf%c3%a9, /caf%C3%A9",
    "/a%20b, /a%20b",
    "/a%2ab, /a%2Ab"
  })
  void comparable_twoWritings_oneForm(String path, String expected) {
    assertThat(PathForm.fault(path)).isNull();
    assertThat(PathForm.comparable(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/orders/1", "/x:y@z"})
  void comparable_withoutEscapes_sameObject(String path) {
    assertThat(PathForm.comparable(path)).isSameAs(path);
  }
}
