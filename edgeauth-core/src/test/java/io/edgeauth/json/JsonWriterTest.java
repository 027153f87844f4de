package io.edgeauth.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonWriterTest {

  @Test
  void write_everyType_inTheOrderOfTheMap() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("z", Arrays.asList("s", true, false, null, 1, 2L, 1.5, new BigInteger("3")));
    members.put("a", Map.of());
    members.put("n", new JsonNumber("1.0e2"));
    members.put("d", new BigDecimal("1E+3"));
    assertThat(JsonWriter.write(members))
        .isEqualTo("{\"z\":[\"s\",true,false,null,1,2,1.5,3],\"a\":{},\"n\":1.0e2,\"d\":1E+3}");
    assertThat(JsonWriter.write(null)).isEqualTo("null");
    assertThat(JsonWriter.write(List.of())).isEqualTo("[]");
  }

  @ParameterizedTest
  @CsvSource({
    "22, \\\"",
    "5C, \\\\",
    "0A, \\n",
    "0D, \\r",
    "09, \\t",
    "00, \\u0000",
    "1B, \\u001b",
    "7F, \\u007f",
    "85, \\u0085",
    "2028, \\u2028",
    "2029, \\u2029",
    "3C, \\u003c",
    "D83D, \\ud83d",
    "DE00, \\ude00",
  })
  void write_characterThatCouldHarm_escapedInNamesAndValues(String character, String escaped) {
    String text = "a" + (char) Integer.parseInt(character, 16) + "b";
    assertThat(JsonWriter.write(Map.of(text, text)))
        .isEqualTo("{\"a" + escaped + "b\":\"a" + escaped + "b\"}");
  }

  @Test
  void write_pastAscii_asItIs() {
    assertThat(JsonWriter.write("é€😀/'>&")).isEqualTo("\"é€😀/'>&\"");
  }

  @Test
  void writeAscii_pastAscii_escaped() {
    assertThat(JsonWriter.writeAscii(Map.of("é", "€😀~")))
        .isEqualTo("{\"\\u00e9\":\"\\u20ac\\ud83d\\ude00~\"}");
  }

  @Test
  void write_swappedSurrogates_bothEscaped() {
    assertThat(JsonWriter.write("\ude00\ud83d\ud83d\ude00")).isEqualTo("\"\\ude00\\ud83d😀\"");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void write_numberThatJsonLacks_refused(double number) {
    assertThatIllegalArgumentException().isThrownBy(() -> JsonWriter.write(List.of(number)));
    assertThatIllegalArgumentException().isThrownBy(() -> JsonWriter.write((float) number));
  }

  @Test
  void write_otherType_refusedWithoutItsValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonWriter.write(URI.create("hunter2")))
        .withMessage("no JSON for a java.net.URI");
    assertThatIllegalArgumentException().isThrownBy(() -> JsonWriter.write(Map.of(1, "a")));
    assertThatIllegalArgumentException().isThrownBy(() -> JsonWriter.write(new int[] {1}));
  }

  @Test
  void write_structureThatHoldsItself_refused() {
    List<Object> endless = new ArrayList<>();
    endless.add(endless);
    assertThatIllegalArgumentException().isThrownBy(() -> JsonWriter.write(endless));
  }

  @Test
  void write_whatWasRead_readsTheSame() throws JsonException {
    String json = "{\"a\":[1.50,\"\\ud83d\\ude00\\n<\",{\"b\":null}],\"é\":-0}";
    Map<String, Object> value = JsonReader.readObject(json.getBytes(UTF_8));
    assertThat(JsonReader.readObject(JsonWriter.write(value).getBytes(UTF_8))).isEqualTo(value);
    assertThat(JsonReader.readObject(JsonWriter.writeAscii(value).getBytes(UTF_8)))
        .isEqualTo(value);
  }
}
