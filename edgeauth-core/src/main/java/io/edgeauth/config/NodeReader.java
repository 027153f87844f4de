package io.edgeauth.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One value at its key path, to be read as a scalar, as texts, as a mapping, or as several of them.
 *
 * <p>Its problems name the kind of value that was found and not its text: where a structure is
 * expected, the text could be anything.
 */
record NodeReader(ConfigNode node, Origin origin, String keyPath, Problems problems) {

  @Nullable ScalarReader scalar(String expected) {
    if (node instanceof ConfigNode.Scalar scalar) {
      return new ScalarReader(scalar.text(), origin, keyPath, problems);
    }
    wrong(expected);
    return null;
  }

  /** The texts of a list or of a single one; null after a problem. */
  @Nullable List<String> texts(String expected) {
    List<String> texts = new ArrayList<>();
    boolean complete = true;
    for (NodeReader item : items()) {
      ScalarReader scalar = item.scalar(expected);
      complete &= scalar != null;
      if (scalar != null) texts.add(scalar.text());
    }
    return complete ? List.copyOf(texts) : null;
  }

  ConfigNode.@Nullable Mapping mapping() {
    if (node instanceof ConfigNode.Mapping mapping) return mapping;
    wrong("a mapping");
    return null;
  }

  /** The values of a mapping by their keys. */
  Map<String, NodeReader> entries() {
    ConfigNode.Mapping mapping = mapping();
    if (mapping == null) return Map.of();
    Map<String, NodeReader> entries = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, value) -> {
              Origin written = mapping.keyOrigin(key);
              entries.put(key, new NodeReader(value, written, KeyPath.key(keyPath, key), problems));
            });
    return entries;
  }

  /** The values of a list; of anything else, itself alone. */
  List<NodeReader> items() {
    if (!(node instanceof ConfigNode.Sequence sequence)) return List.of(this);
    List<NodeReader> items = new ArrayList<>();
    for (ConfigNode item : sequence.items()) {
      String itemPath = KeyPath.item(keyPath, items.size());
      items.add(new NodeReader(item, item.origin(), itemPath, problems));
    }
    return items;
  }

  private void wrong(String expected) {
    problems.add(origin, keyPath, kind() + " (expected: " + expected + ")");
  }

  private String kind() {
    if (node instanceof ConfigNode.Scalar) return "text";
    if (node instanceof ConfigNode.Sequence) return "a list";
    if (node instanceof ConfigNode.Mapping) return "a mapping";
    return "no value";
  }
}
