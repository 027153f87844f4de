package io.edgeauth.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonReaderTest {

  @Test
  void read_everyType_valuesInDocumentOrder() throws JsonException {
    Map<String, Object> object =
        JsonReader.readObject(
            utf8(
                " {\"z\":[1,\"two\",true,false,null,{},[]] ,\n\"a\":{\"b\":-0.5e+1},\t\"n\":null}\r"));
    assertThat(object.keySet()).containsExactly("z", "a", "n");
    assertThat(object.get("z"))
        .isEqualTo(
            Arrays.asList(
                new JsonNumber("1"), "two", true, false, null, Map.of(), new ArrayList<>()));
    assertThat(object.get("a")).isEqualTo(Map.of("b", new JsonNumber("-0.5e+1")));
    assertThat(object).containsEntry("n", null);
  }

  @Test
  void read_result_cannotBeModified() throws JsonException {
    Map<String, Object> object = JsonReader.readObject(utf8("{\"a\":[1]}"));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> object.put("b", "c"));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> ((List<?>) object.get("a")).remove(0));
  }

  @Test
  void read_partOfAnArray_onlyThatPart() throws JsonException {
    byte[] bytes = utf8("xx{\"a\":1}yy");
    assertThat(JsonReader.readObject(bytes, 2, 7)).containsOnlyKeys("a");
    assertThat(fault(() -> JsonReader.readObject(bytes, 2, 6)).offset()).isEqualTo(6);
    assertThat(fault(() -> JsonReader.readObject(bytes, 2, 8)).offset()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"text\"", "1", "true", "null", "[]", "{}"})
  void read_anyTopLevelValue_accepted(String json) throws JsonException {
    byte[] bytes = utf8(json);
    Object value = JsonReader.read(bytes, 0, bytes.length, 1);
    assertThat(JsonWriter.write(value)).isEqualTo(json);
  }

  @DisplayName("J22: the top level must be an object")
  @ParameterizedTest
  @ValueSource(strings = {"\"text\"", "1", "true", "null", "[]", "[{}]", "", "   "})
  void readObject_otherTopLevel_refused(String json) {
    assertRefused(utf8(json), "no object");
  }

  @DisplayName("J11: duplicate members, also when one is written with escapes")
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      delimiter = '|',
      value = {
        "{\"alg\":\"RS256\",\"alg\":\"none\"} | {\"alg\":\"RS256\",\"alG\":\"none\"}",
        "{\"alg\":\"none\",\"alg\":\"RS256\"} | {\"alg\":\"none\",\"Alg\":\"RS256\"}",
        "{\"alg\":1,\"\\u0061lg\":2}          | {\"alg\":1,\"\\u0062lg\":2}",
        "{\"sub\":null,\"sub\":null}          | {\"sub\":null,\"sub2\":null}",
        "{\"\":1,\"\":1}                      | {\"\":1,\" \":1}",
        "{\"a\":{\"b\":1,\"b\":1}}            | {\"a\":{\"b\":1},\"b\":1}",
        "{\"a\":[{\"b\":1,\"x\":2,\"b\":3}]}  | {\"a\":[{\"b\":1},{\"b\":3}]}",
      })
  void readObject_duplicateMember_refused(String duplicate, String twin) throws JsonException {
    assertRefused(utf8(duplicate), "duplicate member");
    assertThat(JsonReader.readObject(utf8(twin))).isNotEmpty();
  }

  @DisplayName("J19: depth is bounded and costs no stack")
  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
  void read_depthOf100000_refused(String opening) {
    assertRefused(utf8("{\"claim\":" + opening.repeat(100_000)), "too deep");
    assertRefused(
        utf8(opening.repeat(100_000)), opening.startsWith("[") ? "no object" : "too deep");
  }

  @Test
  void read_depthAtTheBound_accepted() throws JsonException {
    byte[] deepest = utf8("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}");
    assertThat(JsonReader.readObject(deepest)).containsKey("a");
    assertRefused(utf8("{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}"), "too deep");
    byte[] nested = utf8("[[1],[2]]");
    assertThat(JsonReader.read(nested, 0, nested.length, 2)).isInstanceOf(List.class);
    assertThat(fault(() -> JsonReader.read(nested, 0, nested.length, 1)))
        .hasMessage("too deep at byte 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 257, Integer.MAX_VALUE})
  void read_boundThatRecursionCannotKeep_misuse(int maxDepth) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonReader.read(utf8("1"), 0, 1, maxDepth));
  }

  @DisplayName("J22: what lenient parsers take for JSON")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":-Infinity}",
        "{\"a\":nan}",
        "{\"a\":undefined}",
        "{\"a\":True}",
        "{\"a\":tru}",
        "{\"a\":nulll}",
        "{\"a\":nul",
        "{\"a\":truefalse}",
        "{/**/\"a\":1}",
        "{\"a\":1}//",
        "{\"a\":1/*x*/}",
        "{\"a\":1}#",
        "#\n{}",
        "{'a':1}",
        "{\"a\":'b'}",
        "{a:1}",
        "{1:1}",
        "{null:1}",
        "{\"a\":1,}",
        "{,}",
        "{,\"a\":1}",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{\"a\":[,]}",
        "{\"a\":[1,,2]}",
        "{\"a\":01}",
        "{\"a\":-01}",
        "{\"a\":00}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":-}",
        "{\"a\":1e}",
        "{\"a\":1e+}",
        "{\"a\":1.e1}",
        "{\"a\":--1}",
        "{\"a\":1-}",
        "{\"a\":0x10}",
        "{\"a\":1_0}",
        "{\"a\":1f}",
        "{\"a\":1e1.5}",
        "{\"a\":١}",
        "{\"a\" 1}",
        "{\"a\"=1}",
        "{\"a\":}",
        "{\"a\"}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":[1 2]}",
        "{\"a\":1;}",
        "{\"a\":1}{}",
        "{\"a\":1}}",
        "{\"a\":1} x",
        "{\"a\":1}\0",
        "{\"a\":[1}}",
        "{\"a\":{]}",
        "{",
        "{\"",
        "{\"a",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":\"b",
        "{\"a\":[",
        "{\"a\":[1",
        "}",
        "\f{}",
        "\u00a0{}",
        "{\"a\":\u000b1}",
      })
  void readObject_notStrict_refused(String json) {
    assertRefused(utf8(json), "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " { } ",
        "{\"a\":[ ]}",
        "{\"a\":\"NaN\"}",
        "{\"a\":\"/*x*/\"}",
        "{\"a\":\"'\"}",
        "{\"a\":0}",
        "{\"a\":-0}",
        "{\"a\":0.0}",
        "{\"a\":10}",
        "{\"a\":1E+2}",
        "{\"a\":1e-2}",
        "{\"a\":0e0}",
        "{\"a\":[1,2]}",
        "{\"a\":1,\"b\":2}",
      })
  void readObject_strictTwins_accepted(String json) throws JsonException {
    assertThat(JsonReader.readObject(utf8(json))).isNotNull();
  }

  @Test
  void fault_message_saysWhatAndWhereButNoContent() {
    JsonException fault = fault(() -> JsonReader.readObject(utf8("{\"password\":hunter2}")));
    assertThat(fault).hasMessage("no value at byte 12");
    assertThat(fault.offset()).isEqualTo(12);
    assertThat(fault.getStackTrace()).isEmpty();
  }

  @Test
  @Timeout(20)
  void readObject_collidingMemberNames_notQuadratic() throws JsonException {
    // 2^17 names with one hash code, as "Aa" and "BB" have the same: comparing each with all before
    // it would take minutes.
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < 1 << 17; i++) {
      if (i > 0) json.append(',');
      json.append('"');
      for (int bit = 0; bit < 17; bit++) json.append(((i >> bit) & 1) == 0 ? "Aa" : "BB");
      json.append("\":1");
    }
    byte[] bytes = utf8(json.append('}').toString());
    assertThat(JsonReader.readObject(bytes)).hasSize(1 << 17);
  }

  private static void assertRefused(byte[] json, String message) {
    assertThat(fault(() -> JsonReader.readObject(json))).hasMessageStartingWith(message);
  }

  private static JsonException fault(ThrowingCallable read) {
    JsonException fault = catchThrowableOfType(JsonException.class, read);
    assertThat(fault).isNotNull();
    return fault;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
