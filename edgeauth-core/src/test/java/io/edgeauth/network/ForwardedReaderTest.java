package io.edgeauth.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P07: {@code Forwarded} by the grammar of RFC 7239, section 4. */
final class ForwardedReaderTest {

  private static final int LONGEST = 32 * 1024;

  private static List<String> nodes(String... lines) {
    return Hops.forwarded(List.of(lines));
  }

  /** The examples of RFC 7239, sections 4, 6.3, 7.1 and 7.4. */
  static Stream<Arguments> examples() {
    return Stream.of(
        Arguments.of("for=\"_gazonk\"", List.of("_gazonk")),
        Arguments.of("For=\"[2001:db8:cafe::17]:4711\"", List.of("[2001:db8:cafe::17]:4711")),
        Arguments.of("for=192.0.2.60;proto=http;by=203.0.113.43", List.of("192.0.2.60")),
        Arguments.of("for=192.0.2.43, for=198.51.100.17", List.of("192.0.2.43", "198.51.100.17")),
        Arguments.of("for=_hidden, for=_SEVKISEK", List.of("_hidden", "_SEVKISEK")),
        Arguments.of(
            "for=192.0.2.43,for=\"[2001:db8:cafe::17]\",for=unknown",
            List.of("192.0.2.43", "[2001:db8:cafe::17]", "unknown")),
        Arguments.of(
            "for=192.0.2.43, for=\"[2001:db8:cafe::17]\", for=unknown",
            List.of("192.0.2.43", "[2001:db8:cafe::17]", "unknown")),
        Arguments.of(
            "for=192.0.2.43, for=198.51.100.17;by=203.0.113.60;proto=http;host=example.com",
            List.of("192.0.2.43", "198.51.100.17")));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void forwarded_exampleOfTheStandard_itsNodes(String line, List<String> expected) {
    assertThat(nodes(line)).isEqualTo(expected);
  }

  /** RFC 7239, section 7.1: the third writing of the same list. */
  @Test
  void forwarded_severalLines_oneListInTheirOrder() {
    assertThat(nodes("for=192.0.2.43", "for=\"[2001:db8:cafe::17]\", for=unknown"))
        .containsExactly("192.0.2.43", "[2001:db8:cafe::17]", "unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for=1.2.3.4",
        "FOR=1.2.3.4",
        "fOr=1.2.3.4",
        "for=\"1.2.3.4\"",
        "for=\"1.2.\\3.4\"",
        "for=\"\\1\\.\\2.3.4\"",
        "  for=1.2.3.4\t",
        "for=1.2.3.4;proto=https",
        "proto=https;for=1.2.3.4",
        "for=1.2.3.4 ; proto=https",
        "proto=https;\tfor=1.2.3.4",
        "for=1.2.3.4;",
        ";for=1.2.3.4",
        ";;for=1.2.3.4;;proto=http; ;",
        "for=1.2.3.4;host=\"\"",
        "for=1.2.3.4;host=\"a b\"",
        "for=1.2.3.4;host=\"a;b,for=6.6.6.6\"",
        "host=\"\\\"for=6.6.6.6\\\"\";for=1.2.3.4",
        "for=1.2.3.4;fors=6.6.6.6;xfor=6.6.6.6",
        "for=1.2.3.4;secret=!#$%&'*+-.^_`|~09azAZ",
        "for=1.2.3.4;host=\"h\u00f6st\tx\""
      })
  void forwarded_legalElement_itsNode(String line) {
    assertThat(nodes(line)).containsExactly("1.2.3.4");
  }

  /** An element may say everything but {@code for}, or nothing: a hop that is not known. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "\t", ";", " ; ", "by=203.0.113.43", "proto=http;host=a", "for=\"\""})
  void forwarded_elementWithoutNode_empty(String line) {
    assertThat(nodes(line)).containsExactly("");
  }

  @Test
  void forwarded_emptyElements_hopsThatAreNotKnown() {
    assertThat(nodes("for=1.1.1.1,,for=2.2.2.2")).containsExactly("1.1.1.1", "", "2.2.2.2");
    assertThat(nodes(",for=1.1.1.1")).containsExactly("", "1.1.1.1");
    assertThat(nodes("for=1.1.1.1, ")).containsExactly("1.1.1.1", "");
  }

  /** Duplicates, missing quotes, what is no token, texts that do not end. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "for=\"[2001:db8::1]:80\";by=x;for=1.1.1.1",
        "for=1.1.1.1;For=1.1.1.1",
        "for=1.1.1.1;proto=http;proto=https",
        "host=a;for=1.1.1.1;HOST=b",
        "for=\"\";for=1.1.1.1",
        "for=[2001:db8::1]",
        "for=2001:db8::1",
        "for=1.1.1.1:80",
        "for=[2001:db8::1]:80",
        "for",
        "for=",
        "for=;proto=http",
        "for=,for=1.1.1.1",
        "=1.1.1.1",
        "for =1.1.1.1",
        "for= 1.1.1.1",
        "for==1.1.1.1",
        "for:1.1.1.1",
        "for\"1.1.1.1\"",
        "1.1.1.1",
        "for=1.1.1.1 for=2.2.2.2",
        "for=1.1.1.1 proto=http",
        "for=1.1.1.1\u00a0",
        "for=1.1.1.1\0",
        "f\0r=1.1.1.1",
        "f\u00f6r=1.1.1.1",
        "\u212aey=1;for=1.1.1.1;x y=2",
        "for=\"1.1.1.1",
        "for=1.1.1.1\"",
        "for=\"1.1.1.1\\",
        "for=\"1.1.1.1\\\"",
        "for=\"1.1.1.1\"\"2.2.2.2\"",
        "for=\"1.1.1.1\"x",
        "for=x\"1.1.1.1\"",
        "for='1.1.1.1;proto=\"http",
        "for=\"1.1.1.1\n\"",
        "for=\"1.1.1.1\0\"",
        "for=\"1.1.1.1\\\n\"",
        "for=\"1.1.1.1\u007f\"",
        "for=1.1.1.1/x",
        "for=(1.1.1.1)",
        "for=1.1.1.1;\"proto\"=http",
        "for=1.1.1.1;a=b=c"
      })
  void forwarded_brokenGrammar_null(String line) {
    assertThat(nodes(line)).isNull();
    assertThat(nodes(line, "for=2.2.2.2")).isNull();
    assertThat(nodes("for=2.2.2.2", line)).isNull();
  }

  /** What a client left open must not swallow what the proxy adds. */
  @Test
  void forwarded_quoteLeftOpenBeforeAnotherHop_null() {
    assertThat(nodes("for=\"6.6.6.6, for=1.2.3.4")).isNull();
    assertThat(nodes("for=\"6.6.6.6", "for=\"1.2.3.4\"")).isNull();
    assertThat(nodes("for=\"6.6.6.6, for=\"1.2.3.4\"")).isNull();
  }

  @Test
  void forwarded_moreElementsThanHops_null() {
    String most = "for=1.1.1.1" + ",for=1.1.1.1".repeat(255);

    assertThat(nodes(most)).hasSize(256);
    assertThat(nodes(most + ",")).isNull();
    assertThat(nodes(most, "for=1.1.1.1")).isNull();
    assertThat(nodes("for=1.1.1.1" + ",for=1.1.1.1".repeat(9_999))).isNull();
  }

  /** Each a shape for which a careless reader takes the square of the length. */
  static Stream<String> longLines() {
    return Stream.of(
        "a".repeat(LONGEST),
        "for=" + "a".repeat(LONGEST),
        "for=\"" + "a".repeat(LONGEST),
        "for=\"" + "\\\"".repeat(LONGEST / 2),
        "\"".repeat(LONGEST),
        ";".repeat(LONGEST),
        ",".repeat(LONGEST),
        " ".repeat(LONGEST),
        "; ".repeat(LONGEST / 2),
        "for=a," + "for=\"".repeat(LONGEST / 5),
        distinctPairs(),
        "a=\"".repeat(LONGEST / 3));
  }

  private static String distinctPairs() {
    StringBuilder pairs = new StringBuilder();
    for (int i = 0; pairs.length() < LONGEST; i++) {
      pairs.append(Integer.toString(i, 36).toUpperCase(Locale.ROOT)).append("=1;");
    }
    return pairs.toString();
  }

  /** Some milliseconds each; the square of 32 KB, this often, would take minutes. */
  @ParameterizedTest
  @MethodSource("longLines")
  void forwarded_longestHeader_linearTime(String line) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 300; i++) {
            nodes(line);
          }
        });
  }
}
