package io.edgeauth.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;

/** Any bytes as JSON, read by us and by nimbus, whose parser is strict too. */
@Timeout(30)
final class JsonFuzzTest {

  /** What nimbus takes, and we do not: parsers disagree on it. */
  private static final List<String> OURS_ALONE =
      List.of("duplicate member", "lone surrogate", "too deep");

  @FuzzTest
  @DictionaryEntries({
    "\"\\u0061\"",
    "\\ud83d\\ude00",
    "\\ud83d",
    "\\\"",
    "\\/",
    "-0",
    "1e400",
    "1E+1",
    "0.5",
    "true",
    "false",
    "null",
    "\"\":",
    "[[[[[[[[",
    "{\"a\":",
    "\ufeff",
    "\u00e9",
    "\ud83d\ude00",
    "\u2028"
  })
  void read_anyBytes_asNimbus(byte[] json) throws JsonException {
    Object ours;
    try {
      ours = JsonReader.read(json, 0, json.length, JsonReader.DEFAULT_MAX_DEPTH);
    } catch (JsonException e) {
      assertRefusedByNimbusToo(json, e);
      return;
    }
    assertReadAlikeByNimbus(json, ours);
    assertSame(ours, JsonWriter.write(ours));
    assertSame(ours, JsonWriter.writeAscii(ours));
  }

  private static void assertReadAlikeByNimbus(byte[] json, Object ours) {
    String text = decoded(json);
    assertThat(text).as("as UTF-8").isNotNull();
    Map<String, Object> theirs = readByNimbus("{\"v\":" + text + "}");
    if (theirs == null && StrangeNumbers.forNimbus(ours)) {
      return;
    }
    assertThat(theirs).as(text).isNotNull();
    assertThat(JsonDifferentialTest.comparable(ours))
        .as(text)
        .isEqualTo(JsonDifferentialTest.comparable(theirs.get("v")));
  }

  /** It reads objects alone, and overlooks a byte order mark. */
  private static void assertRefusedByNimbusToo(byte[] json, JsonException why) {
    String text = decoded(json);
    if (text == null || text.startsWith("\ufeff")) {
      return;
    }
    if (OURS_ALONE.stream().noneMatch(why.getMessage()::startsWith)) {
      assertThat(readByNimbus(text)).as("%s: %s", why.getMessage(), text).isNull();
    }
  }

  private static Map<String, Object> readByNimbus(String text) {
    try {
      return JSONObjectUtils.parse(text);
    } catch (ParseException e) {
      return null;
    }
  }

  private static String decoded(byte[] json) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static void assertSame(Object value, String written) throws JsonException {
    byte[] json = written.getBytes(UTF_8);
    assertThat(JsonReader.read(json, 0, json.length, JsonReader.DEFAULT_MAX_DEPTH))
        .as(written)
        .isEqualTo(value);
  }
}
