package io.edgeauth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonNumber;
import io.edgeauth.json.JsonReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderValueTest {

  private static List<String> lines(Object value, ListFormat list, HeaderEncoding encoding) {
    return HeaderValue.lines(value, list, encoding);
  }

  private static List<String> percent(Object value) {
    return lines(value, ListFormat.SPACE, HeaderEncoding.PERCENT);
  }

  /** H06: what ends a header somewhere is carried in no form, alone or in a list. */
  @ParameterizedTest
  @ValueSource(
      strings = {"a\rb", "a\nb", "a\r\nX-User-Role: admin", "a\u0000", "\n", "\ud800", "a\udc00b"})
  void lines_lineBreakNulOrLoneSurrogate_none(String text) {
    for (HeaderEncoding encoding : HeaderEncoding.values()) {
      assertThat(lines(text, ListFormat.SPACE, encoding)).isNull();
      for (ListFormat list : List.of(ListFormat.SPACE, ListFormat.COMMA, ListFormat.REPEAT)) {
        assertThat(lines(List.of("ok", text), list, encoding)).isNull();
      }
    }
  }

  /** H06, H07: strict readers refuse the escape of half a character, so that it is none. */
  @Test
  void lines_lineBreakOrLoneSurrogateInJson_none() {
    for (String text : List.of("a\nb", "\ud800", "a\udc00b")) {
      assertThat(lines(List.of("ok", text), ListFormat.JSON, HeaderEncoding.PERCENT)).isNull();
    }
    assertThat(lines(List.of("ok", "\ud83d\ude00"), ListFormat.JSON, HeaderEncoding.PERCENT))
        .containsExactly("[\"ok\",\"\\ud83d\\ude00\"]");
  }

  /** H06, H07: the low byte of U+760A is a line feed, U+0085 and U+2028 are line ends to some. */
  @Test
  void lines_percent_asciiThatDecodes() {
    assertThat(percent("\u760a")).containsExactly("%E7%98%8A");
    assertThat(percent("\u0085\u2028")).containsExactly("%C2%85%E2%80%A8");
    assertThat(percent("é😀")).containsExactly("%C3%A9%F0%9F%98%80");
    assertThat(percent("100%")).containsExactly("100%25");
    assertThat(percent("a\tb\u007f")).containsExactly("a%09b%7F");
    assertThat(percent(" a b ")).containsExactly("%20a b%20");
    assertThat(percent("a,b;c=\"d\"")).containsExactly("a,b;c=\"d\"");
  }

  @Test
  void lines_otherTypes_jsonTextOrNone() {
    assertThat(percent(true)).containsExactly("true");
    assertThat(percent(new JsonNumber("1e400"))).containsExactly("1e400");
    assertThat(percent(null)).isEmpty();
    assertThat(percent("")).isEmpty();
    assertThat(percent(List.of())).isEmpty();
    assertThat(percent(List.of(""))).isEmpty();
    assertThat(percent(Map.of("a", "b"))).isNull();
    assertThat(percent(List.of(Map.of()))).isNull();
    assertThat(percent(List.of(List.of("a")))).isNull();
  }

  /** H09: one role stays one role. */
  @Test
  void lines_separatorInElement_escapedOrRefused() {
    List<String> roles = List.of("a,admin", "b c");
    assertThat(lines(roles, ListFormat.COMMA, HeaderEncoding.PERCENT))
        .containsExactly("a%2Cadmin,b c");
    assertThat(lines(roles, ListFormat.SPACE, HeaderEncoding.PERCENT))
        .containsExactly("a,admin b%20c");
    assertThat(lines(roles, ListFormat.JSON, HeaderEncoding.PERCENT))
        .containsExactly("[\"a,admin\",\"b c\"]");
    assertThat(lines(roles, ListFormat.COMMA, HeaderEncoding.REJECT)).isNull();
    assertThat(lines(roles, ListFormat.SPACE, HeaderEncoding.REJECT)).isNull();
    assertThat(lines(roles, ListFormat.COMMA, HeaderEncoding.RFC8187)).isNull();
    assertThat(lines(roles, ListFormat.SPACE, HeaderEncoding.RFC8187)).isNull();
  }

  /** H09: a proxy may join the lines of one header by commas (RFC 9110, section 5.3). */
  @Test
  void lines_commaInRepeatedElement_escapedOrRefused() {
    List<String> roles = List.of("a,admin", "b");
    assertThat(lines(roles, ListFormat.REPEAT, HeaderEncoding.PERCENT))
        .containsExactly("a%2Cadmin", "b");
    assertThat(lines(roles, ListFormat.REPEAT, HeaderEncoding.REJECT)).isNull();
    assertThat(lines(roles, ListFormat.REPEAT, HeaderEncoding.RFC8187)).isNull();
  }

  @Test
  void lines_reject_plainAsciiAlone() {
    assertThat(lines("a,b c%", ListFormat.SPACE, HeaderEncoding.REJECT)).containsExactly("a,b c%");
    for (String text : List.of("é", "a\tb", " a", "a ")) {
      assertThat(lines(text, ListFormat.SPACE, HeaderEncoding.REJECT)).as(text).isNull();
    }
  }

  /** A plain value that looks encoded would be decoded into another one. */
  @Test
  void lines_rfc8187_onlyOursLooksEncoded() {
    assertThat(lines("é", ListFormat.SPACE, HeaderEncoding.RFC8187))
        .containsExactly("UTF-8''%C3%A9");
    assertThat(lines("a b", ListFormat.SPACE, HeaderEncoding.RFC8187)).containsExactly("a b");
    for (String claim : List.of("UTF-8''%61dmin", "utf-8''%61dmin")) {
      String line = lines(claim, ListFormat.SPACE, HeaderEncoding.RFC8187).get(0);
      assertThat(decoded(line, HeaderEncoding.RFC8187)).isEqualTo(claim);
    }
  }

  /** H07, H09: whatever is carried is plain ASCII on one line and comes back the same. */
  @ParameterizedTest
  @EnumSource(HeaderEncoding.class)
  void lines_generated_comeBackTheSame(HeaderEncoding encoding) throws JsonException {
    Random random = new Random(4);
    for (int i = 0; i < 3_000; i++) {
      List<String> elements = Stream.generate(() -> text(random)).limit(1 + i % 3).toList();
      for (ListFormat format : ListFormat.values()) {
        List<String> lines = lines(elements, format, encoding);
        if (lines != null) {
          assertThat(lines).allMatch(line -> line.matches("[!-~]([ -~]*[!-~])?"));
          assertThat(split(lines, format, encoding)).as("%s", lines).isEqualTo(elements);
        }
      }
      List<String> one = lines(elements.get(0), ListFormat.SPACE, encoding);
      if (one != null) {
        assertThat(decoded(one.get(0), encoding)).isEqualTo(elements.get(0));
      }
    }
  }

  private static String text(Random random) {
    List<String> pieces =
        List.of(
            "a", "admin", " ", ",", "%", "%2C", "é", "😀", "\t", "\"", "\\", "UTF-8''", "<", ";");
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "x" : "");
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      text.append(pieces.get(random.nextInt(random.nextBoolean() ? 2 : pieces.size())));
    }
    return text.toString();
  }

  private static List<String> split(List<String> lines, ListFormat format, HeaderEncoding encoding)
      throws JsonException {
    List<String> elements = new ArrayList<>();
    if (format == ListFormat.JSON) {
      byte[] json = ("{\"l\":" + lines.get(0) + "}").getBytes(StandardCharsets.US_ASCII);
      for (Object element : (List<?>) JsonReader.readObject(json).get("l")) {
        elements.add((String) element);
      }
      return elements;
    }
    String separator = format == ListFormat.SPACE ? " " : ",";
    for (String element : String.join(separator, lines).split(Pattern.quote(separator), -1)) {
      elements.add(decoded(element, encoding));
    }
    return elements;
  }

  private static String decoded(String line, HeaderEncoding encoding) {
    boolean extended = line.regionMatches(true, 0, "UTF-8''", 0, 7);
    return switch (encoding) {
      case REJECT -> line;
      case PERCENT -> unescaped(line);
      case RFC8187 -> extended ? unescaped(line.substring(7)) : line;
    };
  }

  private static String unescaped(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
