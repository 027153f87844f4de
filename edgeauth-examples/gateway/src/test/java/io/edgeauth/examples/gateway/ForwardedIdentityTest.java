package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.config.ConfigurationException;
import io.edgeauth.fixtures.TestToken;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real tokens say, in the bytes that the upstream receives. */
final class ForwardedIdentityTest {

  private static final UnaryOperator<String> DEPARTMENT =
      headers("{X-User-Id: subject, X-Department: 'claim:department'}");

  @TempDir private Path directory;

  private static UnaryOperator<String> headers(String headers) {
    return Proxied.with("forward: {headers: " + headers + "}");
  }

  private Proxied start(UnaryOperator<String> change) throws Exception {
    return Proxied.start(directory, change);
  }

  private static String get(Proxied proxied, TestToken token) throws Exception {
    return proxied.get("/a", Proxied.bearer(token));
  }

  private static ReceivedBytes received(Proxied proxied, TestToken token) throws Exception {
    assertThat(get(proxied, token)).startsWith("HTTP/1.1 200 ");
    return proxied.upstream().last();
  }

  /** As the page on headers says: percent escapes of UTF-8, and nothing else. */
  private static String decoded(String value) {
    return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** H06: line breaks and NUL end headers and C strings, so they go in no form. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nX-User-Role: admin",
        "a\nX-User-Role: admin",
        "a\rX-User-Role: admin",
        "a\u0000b",
        "\r\n\r\nGET /admin HTTP/1.1\r\n\r\n"
      })
  void claim_lineBreakOrNul_refusedUnseen(String text) throws Exception {
    try (Proxied proxied = start(DEPARTMENT)) {
      assertThat(get(proxied, proxied.valid().claim("department", text)))
          .startsWith("HTTP/1.1 403 ")
          .doesNotContain("admin");
      assertThat(proxied.upstream().connections()).isZero();
    }
  }

  /** H06: what a careless cast to bytes would make a line break of, and its twin. */
  @ParameterizedTest
  @ValueSource(
      strings = {"a\u0085b", "a\u2028b", "a\u760ab", "\u560d\u560aX-User-Role: admin", "sales"})
  void claim_breakInOtherAlphabets_escaped(String text) throws Exception {
    try (Proxied proxied = start(DEPARTMENT)) {
      ReceivedBytes seen = received(proxied, proxied.valid().claim("department", text));

      assertThat(seen.values("X-Department"))
          .singleElement()
          .satisfies(value -> assertThat(value).matches("[ -~]+"))
          .satisfies(value -> assertThat(decoded(value)).isEqualTo(text));
      assertThat(seen.values("X-User-Role")).isEmpty();
      assertThat(seen.text().chars())
          .allMatch(c -> c == '\r' || c == '\n' || (c >= ' ' && c < 127));
    }
  }

  /** H07: one encoding that a backend can read back. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00e9",
        "\ud83d\ude80",
        "\u05d0\u05d1 \u202e",
        "a,b",
        "a;b",
        "say \"x\"",
        " a ",
        "100%",
        "%41",
        "+",
        "a b",
        "\t"
      })
  void claim_anyText_roundTrips(String text) throws Exception {
    try (Proxied proxied = start(DEPARTMENT)) {
      ReceivedBytes seen = received(proxied, proxied.valid().claim("department", text));

      assertThat(seen.values("X-Department"))
          .singleElement()
          .satisfies(value -> assertThat(value).matches("[ -~]+"))
          .satisfies(value -> assertThat(decoded(value)).isEqualTo(text));
    }
  }

  static Stream<Arguments> others() {
    return Stream.of(
        Arguments.of("true", List.of("true")),
        Arguments.of("7", List.of("7")),
        Arguments.of("1e400", List.of("1e400")),
        Arguments.of("\"\"", List.of()),
        Arguments.of("null", List.of()),
        Arguments.of("[]", List.of()),
        Arguments.of("[\"a\",\"b c\"]", List.of("a b%20c")));
  }

  /** H07: what is no text. */
  @ParameterizedTest
  @MethodSource("others")
  void claim_otherJson_asDocumented(String json, List<String> lines) throws Exception {
    try (Proxied proxied = start(DEPARTMENT)) {
      assertThat(proxied.get("/a", withDepartment(proxied, json))).startsWith("HTTP/1.1 200 ");

      assertThat(proxied.upstream().last().values("X-Department")).isEqualTo(lines);
    }
  }

  /** H07: an object, a list of lists and half a character have no form that could be read back. */
  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1}", "[[\"a\"]]", "[{}]", "[null]", "\"\\ud800\""})
  void claim_withoutForm_refusedUnseen(String json) throws Exception {
    try (Proxied proxied = start(DEPARTMENT)) {
      assertThat(proxied.get("/a", withDepartment(proxied, json)))
          .matches("(?s)HTTP/1.1 40[13] .*");
      assertThat(proxied.upstream().connections()).isZero();
    }
  }

  /** A token whose claim is the JSON itself. */
  private static String withDepartment(Proxied proxied, String json) {
    return proxied.bearerOfClaims(
        claims ->
            claims.replaceFirst("\\}$", ",\"department\":" + json.replace("\\", "\\\\") + "}"));
  }

  /** H08: a small token can become large headers. */
  @Test
  void identity_grownPast16Kilobytes_refusedUnseen() throws Exception {
    List<String> groups = IntStream.range(0, 800).mapToObj(i -> "\u00e9\u00e9\u00e9-" + i).toList();
    try (Proxied proxied =
        start(headers("{X-User-Role: roles, X-Department: 'claim:department'}"))) {
      assertThat(get(proxied, proxied.valid().claim("department", "\u00e9".repeat(3_000))))
          .startsWith("HTTP/1.1 403 ");
      assertThat(get(proxied, proxied.valid().claim("roles", groups))).startsWith("HTTP/1.1 403 ");
      assertThat(proxied.upstream().connections()).isZero();

      TestToken twin = proxied.valid().claim("department", "\u00e9".repeat(2_000));
      assertThat(received(proxied, twin).values("X-Department"))
          .singleElement()
          .satisfies(value -> assertThat(decoded(value)).hasSize(2_000));
    }
  }

  /** H09: one role must not become two. */
  @ParameterizedTest
  @ValueSource(strings = {"comma", "space"})
  void roles_separatorInOne_splitsBackToTheSameList(String list) throws Exception {
    List<String> roles = List.of("a,admin", "b admin", "100%", "plain", "%2C");
    try (Proxied proxied =
        start(headers("{X-User-Id: subject, X-User-Role: {source: roles, list: " + list + "}}"))) {
      ReceivedBytes seen = received(proxied, proxied.valid().claim("roles", roles));

      String line = seen.values("X-User-Role").get(0);
      assertThat(
              Stream.of(line.split(list.equals("comma") ? "," : " ", -1))
                  .map(ForwardedIdentityTest::decoded))
          .isEqualTo(roles);
    }
  }

  /** H10: start-up is refused. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{X-User-Id: subject, X-User-Id: email}",
        "{X-User-Id: subject, x_user_id: email}",
        "{X-User-Id: subject, X-Request-Id: email}",
        "{Host: subject}",
        "{Content-Length: subject}",
        "{Authorization: subject}",
        "{Cookie: subject}",
        "{Connection: subject}",
        "{Transfer-Encoding: subject}",
        "{X-Forwarded-For: subject}",
        "{'X User': subject}",
        "{X-User-Id: subjekt}"
      })
  void mapping_impossible_refusedAtStart(String mapping) {
    assertThatThrownBy(() -> start(headers(mapping)).close())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("forward.headers");
  }

  /** H10: their twin. */
  @Test
  void mapping_twoNamesOfOneSource_bothWritten() throws Exception {
    try (Proxied proxied = start(headers("{X-User-Id: subject, X-Account: subject}"))) {
      ReceivedBytes seen = received(proxied, proxied.valid());

      assertThat(Map.of("id", seen.values("X-User-Id"), "account", seen.values("X-Account")))
          .isEqualTo(Map.of("id", List.of("alice"), "account", List.of("alice")));
    }
  }
}
