package io.edgeauth.jdbc;

import io.edgeauth.jdbc.Sql.Nothing;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import io.edgeauth.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How values stand in columns: as text that every database keeps exactly. */
final class Columns {

  /** Always nine digits of a second, so that texts sort as the instants do. */
  private static final DateTimeFormatter INSTANT =
      new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

  private Columns() {}

  static Object text(@Nullable Object value) {
    return value == null ? Nothing.TEXT : value.toString();
  }

  static Object instant(@Nullable Instant value) {
    return value == null ? Nothing.TEXT : INSTANT.format(value);
  }

  static @Nullable Instant instant(@Nullable String text) throws StoreFault {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw StoreFault.ofRow("a row with a time that cannot be read");
    }
  }

  static String list(Collection<String> values) {
    return JsonWriter.write(List.copyOf(values));
  }

  static List<String> list(@Nullable String json) throws StoreFault {
    byte[] utf8 = (json == null ? "[]" : json).getBytes(StandardCharsets.UTF_8);
    try {
      if (JsonReader.read(utf8, 0, utf8.length, 1) instanceof List<?> values) {
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
          if (!(value instanceof String text)) {
            throw StoreFault.ofRow("a row with a list of other than texts");
          }
          texts.add(text);
        }
        return texts;
      }
    } catch (JsonException e) {
      // Told below like every other text that is no list.
    }
    throw StoreFault.ofRow("a row with a list that cannot be read");
  }
}
