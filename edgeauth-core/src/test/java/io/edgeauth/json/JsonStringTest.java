package io.edgeauth.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What member names and strings may be made of. */
final class JsonStringTest {

  @DisplayName("J20: other encodings, overlong and truncated UTF-8, encoded surrogates")
  @ParameterizedTest
  @CsvSource({
    "C0AE, 2E",
    "C180, C280",
    "E09F80, E0A080",
    "F08F8080, F0908080",
    "F4908080, F48FBFBF",
    "EDA080, ED9FBF",
    "EDBFBF, EE8080",
    "80, 7F",
    "BF, C2BF",
    "FF, C3BF",
    "F8888080, F1888080",
    "C3, C3A9",
    "E282, E282AC",
    "F09F98, F09F9880",
    "E228A1, E288A1",
  })
  void readObject_invalidUtf8_refused(String invalid, String twin) throws JsonException {
    assertRefused(utf8("{\"a\":\"x", hex(invalid), "y\"}"), "invalid UTF-8");
    assertRefused(utf8("{\"", hex(invalid), "\":1}"), "invalid UTF-8");
    String expected = new String(hex(twin), UTF_8);
    assertThat(JsonReader.readObject(utf8("{\"a\":\"x", hex(twin), "y\"}")))
        .containsEntry("a", "x" + expected + "y");
    assertThat(JsonReader.readObject(utf8("{\"", hex(twin), "\":1}"))).containsOnlyKeys(expected);
  }

  @DisplayName("J20: a byte order mark, UTF-16")
  @Test
  void readObject_otherEncoding_refused() {
    assertRefused(utf8("\ufeff{}"), "no object");
    assertRefused("{\"a\":1}".getBytes(UTF_16), "no object");
    assertRefused(new byte[] {'{', 0, '}', 0}, "no member name");
  }

  @DisplayName("J20: surrogate escapes stand in pairs")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud83d",
        "\\ude00",
        "\\ud83dx",
        "\\ud83d\\n",
        "\\ud83d\\ud83d",
        "\\ude00\\ud83d",
        "\\ud83d\\u0041"
      })
  void readObject_loneSurrogateEscape_refused(String text) throws JsonException {
    assertRefused(utf8("{\"a\":\"" + text + "\"}"), "lone surrogate");
    assertThat(JsonReader.readObject(utf8("{\"a\":\"\\ud83d\\ude00\"}"))).containsEntry("a", "😀");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\x",
        "\\",
        "\\u",
        "\\u12",
        "\\u12g4",
        "\\u 123",
        "\\U0041",
        "\\'",
        "\\0",
        "\\ud83d\\u12"
      })
  void readObject_invalidEscape_refused(String text) {
    assertRefused(utf8("{\"a\":\"" + text), "");
    assertRefused(utf8("{\"a\":\"" + text + "\"}"), "");
  }

  @Test
  void readObject_everyEscape_unescaped() throws JsonException {
    assertThat(
            JsonReader.readObject(
                utf8("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\u0000é\"}")))
        .containsEntry("a", "\"\\/\b\f\n\r\té€\0é");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 10, 13, 0x1f})
  void readObject_rawControlCharacter_refused(int control) throws JsonException {
    byte[] raw = {(byte) control};
    assertRefused(utf8("{\"a\":\"x", raw, "\"}"), "control character in a string at byte 7");
    assertRefused(utf8("{\"a\":\"é", raw, "\"}"), "control character in a string at byte 8");
    assertThat(JsonReader.readObject(utf8("{\"a\":\"x \u007f\"}"))).containsEntry("a", "x \u007f");
  }

  private static void assertRefused(byte[] json, String message) {
    JsonException fault =
        catchThrowableOfType(JsonException.class, () -> JsonReader.readObject(json));
    assertThat(fault).isNotNull().hasMessageStartingWith(message);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] utf8(String before, byte[] raw, String after) {
    String bytes =
        new String(utf8(before), ISO_8859_1)
            + new String(raw, ISO_8859_1)
            + new String(utf8(after), ISO_8859_1);
    return bytes.getBytes(ISO_8859_1);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
