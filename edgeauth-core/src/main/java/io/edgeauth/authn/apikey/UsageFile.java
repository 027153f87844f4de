package io.edgeauth.authn.apikey;

import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonNumber;
import io.edgeauth.json.JsonReader;
import io.edgeauth.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The file beside that of the keys, with how they were used: so that a use rewrites no key. */
final class UsageFile {

  private UsageFile() {}

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it is no such file; the message is for operators
   */
  static Map<String, ApiKeyUsage> read(byte[] content, Path file) throws IOException {
    Map<String, ApiKeyUsage> usage = new HashMap<>();
    try {
      for (Map.Entry<String, Object> one : JsonReader.readObject(content).entrySet()) {
        usage.put(one.getKey(), usage(one.getValue()));
      }
      return usage;
    } catch (JsonException | IllegalArgumentException | DateTimeException e) {
      throw new IOException(file + ": no file of uses: " + e.getMessage(), e);
    }
  }

  private static ApiKeyUsage usage(@Nullable Object value) {
    if (value instanceof Map<?, ?> json && json.get("count") instanceof JsonNumber count) {
      long uses = Long.parseLong(count.toString());
      if (uses < 0) {
        throw new IllegalArgumentException("a negative count");
      }
      Object last = json.get("last-used");
      Object address = json.get("last-address");
      return new ApiKeyUsage(
          uses,
          last == null ? null : Instant.parse(last.toString()),
          address == null ? null : address.toString());
    }
    throw new IllegalArgumentException("a use without a count");
  }

  static byte[] write(Map<String, ApiKeyUsage> usage) {
    Map<String, Object> json = new LinkedHashMap<>();
    new TreeMap<>(usage)
        .forEach(
            (id, used) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("count", used.count());
              put(one, "last-used", used.lastUsed());
              put(one, "last-address", used.lastAddress());
              json.put(id, one);
            });
    return (JsonWriter.write(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void put(Map<String, Object> json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value.toString());
    }
  }
}
