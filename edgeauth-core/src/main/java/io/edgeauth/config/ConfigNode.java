package io.edgeauth.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of the configuration that knows where it was written. Immutable, for any thread.
 *
 * <p>Scalars are kept as text: what {@code off}, {@code 0123} or {@code 1e3} mean is for the key to
 * say, not for YAML. No {@code toString} shows a value, as it may be a secret.
 */
public sealed interface ConfigNode {

  /**
   * Where it was written.
   *
   * @return its source and line
   */
  Origin origin();

  /**
   * A single value.
   *
   * @param text as it was written, with placeholders replaced
   * @param quoted whether it is text whatever it looks like: it stood in quotes, or came from a
   *     placeholder
   * @param origin where it was written
   */
  record Scalar(String text, boolean quoted, Origin origin) implements ConfigNode {
    @Override
    public String toString() {
      return "scalar at " + origin;
    }
  }

  /**
   * A list.
   *
   * @param items in their order
   * @param origin where it was written
   */
  record Sequence(List<ConfigNode> items, Origin origin) implements ConfigNode {
    /** Copies the list. */
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String toString() {
      return "sequence at " + origin;
    }
  }

  /**
   * Values by key.
   *
   * @param entries in the order in which they were written
   * @param keyOrigins where the keys were written; a key that is missing here counts as written
   *     where its value was
   * @param origin where it was written
   */
  record Mapping(Map<String, ConfigNode> entries, Map<String, Origin> keyOrigins, Origin origin)
      implements ConfigNode {
    /** Copies the maps and keeps their order. */
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
      keyOrigins = Map.copyOf(keyOrigins);
    }

    /** A mapping without keys. */
    static Mapping empty(Origin origin) {
      return new Mapping(Map.of(), Map.of(), origin);
    }

    /** Where a key that the mapping has was written. */
    Origin keyOrigin(String key) {
      Origin written = keyOrigins.get(key);
      if (written != null) return written;
      ConfigNode value = entries.get(key);
      return value == null ? origin : value.origin();
    }

    @Override
    public String toString() {
      return "mapping at " + origin;
    }
  }

  /**
   * A key without a value, or YAML's null.
   *
   * @param origin where it was written
   */
  record Null(Origin origin) implements ConfigNode {
    @Override
    public String toString() {
      return "null at " + origin;
    }
  }
}
