package io.edgeauth.authn.apikey;

import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import io.edgeauth.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The file that keeps keys: one object with a version and the keys, each on a line of its own, in
 * the order of their ids.
 */
final class KeyFile {

  /** More, and every change would write and every start read more than a file should hold. */
  static final int MAX_KEYS = 100_000;

  private static final String VERSION = "1";

  private KeyFile() {}

  /**
   * Reads what {@link #write} wrote, whole or not at all.
   *
   * @throws IOException if it cannot be read, or is no such file; the message is for operators
   */
  static KeyTable read(byte[] content, Path file) throws IOException {
    try {
      Map<String, Object> json = JsonReader.readObject(content);
      if (!VERSION.equals(String.valueOf(json.get("version")))
          || !(json.get("keys") instanceof List<?> keys)) {
        throw new IOException(file + ": no file of API keys (expected: version 1 and keys)");
      }
      if (keys.size() > MAX_KEYS) {
        throw new IOException(full(file));
      }
      KeyTable table = KeyTable.empty();
      for (Object key : keys) {
        table.insert(StoredKeyJson.read(key));
      }
      return table;
    } catch (JsonException | IllegalArgumentException | IllegalStateException e) {
      throw new IOException(file + ": no file of API keys: " + e.getMessage(), e);
    }
  }

  static byte[] write(KeyTable table) {
    StringBuilder out = new StringBuilder(table.size() * 256 + 32);
    out.append("{\"version\":").append(VERSION).append(",\"keys\":[");
    String separator = "\n";
    for (StoredKey key : table.keys()) {
      out.append(separator).append(JsonWriter.write(StoredKeyJson.write(key)));
      separator = ",\n";
    }
    return out.append("\n]}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  static String full(Path file) {
    return file
        + ": more than "
        + MAX_KEYS
        + " keys, as many as a file holds (expected: store: jdbc for more)";
  }
}
