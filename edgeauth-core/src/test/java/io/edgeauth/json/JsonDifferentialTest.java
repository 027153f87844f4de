package io.edgeauth.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Generated documents, whole and spoilt, read by us and by another library's parser. */
final class JsonDifferentialTest {

  private static final String[] TEXTS = {
    "",
    "sub",
    "exp",
    "a\"b",
    "back\\slash",
    "tab\there",
    "é",
    "€",
    "😀",
    "\u2028",
    "\0",
    "'",
    "/",
    "<b>",
    "\u007f"
  };

  private static final String[] NUMBERS = {
    "0",
    "-0",
    "1",
    "-1",
    "1790000000",
    "1790000000.5",
    "1.79e9",
    "-1.5E-3",
    "9007199254740993",
    "9223372036854775807"
  };

  @Test
  void readObject_generatedDocuments_sameValuesAsNimbus() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 3_000; i++) {
      byte[] json = document(random).getBytes(UTF_8);
      assertSame(json, JsonReader.readObject(json));
    }
  }

  @Test
  void readObject_spoiltDocuments_refusedOrSameValuesAsNimbus() throws Exception {
    Random random = new Random(2);
    int refused = 0;
    int accepted = 0;
    for (int i = 0; i < 30_000; i++) {
      byte[] json = document(random).getBytes(UTF_8);
      json[random.nextInt(json.length)] ^= (byte) (1 << random.nextInt(8));
      Map<String, Object> ours;
      try {
        ours = JsonReader.readObject(json);
      } catch (JsonException refusal) {
        refused++;
        continue;
      }
      accepted++;
      assertSame(json, ours);
    }
    assertThat(refused).isGreaterThan(5_000);
    assertThat(accepted).isGreaterThan(5_000);
  }

  @Test
  void readObject_truncatedDocuments_refused() {
    byte[] json = document(new Random(3)).getBytes(UTF_8);
    for (int length = 0; length < json.length; length++) {
      assertThat(accepts(json, length)).as("%d bytes", length).isFalse();
    }
    assertThat(accepts(json, json.length)).isTrue();
  }

  private static boolean accepts(byte[] json, int length) {
    try {
      JsonReader.readObject(json, 0, length);
      return true;
    } catch (JsonException refusal) {
      return false;
    }
  }

  private static void assertSame(byte[] json, Map<String, Object> ours) throws ParseException {
    String text = new String(json, UTF_8);
    Object theirs = JSONObjectUtils.parse(text);
    assertThat(comparable(ours)).as(text).isEqualTo(comparable(theirs));
  }

  /** Numbers as double, the type that the other parser may give, without the sign of zero. */
  static Object comparable(Object value) {
    if (value instanceof JsonNumber number) return 0.0 + Double.parseDouble(number.text());
    if (value instanceof Number number) return 0.0 + number.doubleValue();
    if (value instanceof List<?> elements) {
      List<Object> copy = new ArrayList<>();
      for (Object element : elements) copy.add(comparable(element));
      return copy;
    }
    if (value instanceof Map<?, ?> members) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      members.forEach((name, member) -> copy.put(name, comparable(member)));
      return copy;
    }
    return value;
  }

  private static String document(Random random) {
    StringBuilder json = new StringBuilder();
    object(random, json, 0);
    return json.toString();
  }

  private static void value(Random random, StringBuilder json, int depth) {
    switch (random.nextInt(depth > 4 ? 6 : 8)) {
      case 0 -> json.append(random.nextBoolean());
      case 1 -> json.append("null");
      case 2, 3 -> json.append(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 4, 5 -> string(random, json, TEXTS[random.nextInt(TEXTS.length)]);
      case 6 -> object(random, json, depth);
      default -> array(random, json, depth);
    }
  }

  private static void object(Random random, StringBuilder json, int depth) {
    json.append('{').append(space(random));
    int members = random.nextInt(5);
    for (int i = 0; i < members; i++) {
      if (i > 0) json.append(',').append(space(random));
      string(random, json, i + TEXTS[random.nextInt(TEXTS.length)]);
      json.append(space(random)).append(':').append(space(random));
      value(random, json, depth + 1);
    }
    json.append(space(random)).append('}');
  }

  private static void array(Random random, StringBuilder json, int depth) {
    json.append('[').append(space(random));
    int elements = random.nextInt(4);
    for (int i = 0; i < elements; i++) {
      if (i > 0) json.append(',');
      value(random, json, depth + 1);
    }
    json.append(space(random)).append(']');
  }

  private static void string(Random random, StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean mustEscape = c < ' ' || c == '"' || c == '\\';
      if (mustEscape || (random.nextInt(5) == 0 && !Character.isSurrogate(c))) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }

  private static String space(Random random) {
    return random.nextInt(4) == 0 ? " \n" : "";
  }
}
