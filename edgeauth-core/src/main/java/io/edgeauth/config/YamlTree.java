package io.edgeauth.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;

/**
 * Builds the tree from the events of a YAML parser.
 *
 * <p>It works below the library's composer, which follows aliases and descends without a bound:
 * here tags, anchors and aliases are still to be seen, and the bounds hold before anything has been
 * built.
 */
final class YamlTree {

  private static final int MAX_DEPTH = 32;
  private static final int MAX_NODES = 100_000;
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

  private final Iterator<Event> events;
  private final String source;
  private final Placeholders placeholders;
  private final Problems problems;
  private int nodes;

  YamlTree(Iterator<Event> events, String source, Placeholders placeholders, Problems problems) {
    this.events = events;
    this.source = source;
    this.placeholders = placeholders;
    this.problems = problems;
  }

  /**
   * Reads the only document.
   *
   * @throws ConfigurationException when there is no tree to go on with
   */
  ConfigNode.Mapping read() {
    events.next(); // the stream's start
    Event start = events.next();
    if (!(start instanceof DocumentStartEvent document)) throw stop(start, "empty");
    if (!document.getTags().isEmpty()) problems.add(origin(start), "", "tags are not supported");

    Event root = events.next();
    if (!(root instanceof MappingStartEvent)) throw stop(root, "the top level must be a mapping");
    refuseTagAndAnchor(root, "");
    ConfigNode.Mapping tree = mapping(origin(root), "", 1);

    events.next(); // the document's end
    Event after = events.next();
    if (!(after instanceof StreamEndEvent)) throw stop(after, "more than one document");
    return tree;
  }

  private ConfigNode node(Event event, String path, int depth) {
    Origin origin = origin(event);
    count(event);
    if (event instanceof AliasEvent) {
      problems.addUnreadable(origin, path, "aliases are not supported");
      return new ConfigNode.Null(origin);
    }
    refuseTagAndAnchor(event, path);
    if (event instanceof ScalarEvent scalar) return scalar(scalar, path);
    if (depth >= MAX_DEPTH) throw stop(event, "more than " + MAX_DEPTH + " levels");
    if (event instanceof SequenceStartEvent) return sequence(origin, path, depth + 1);
    return mapping(origin, path, depth + 1);
  }

  private ConfigNode scalar(ScalarEvent event, String path) {
    Origin origin = origin(event);
    boolean plain = event.getScalarStyle() == ScalarStyle.PLAIN;
    if (plain && NULLS.contains(event.getValue())) return new ConfigNode.Null(origin);

    Placeholders.Result result = placeholders.replace(event.getValue());
    for (String fault : result.faults()) problems.addUnreadable(origin, path, fault);
    return new ConfigNode.Scalar(result.text(), !plain || result.replaced(), origin);
  }

  private ConfigNode.Sequence sequence(Origin origin, String path, int depth) {
    List<ConfigNode> items = new ArrayList<>();
    for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
      items.add(node(event, KeyPath.item(path, items.size()), depth));
    }
    return new ConfigNode.Sequence(items, origin);
  }

  private ConfigNode.Mapping mapping(Origin origin, String path, int depth) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    Map<String, Origin> keyOrigins = new LinkedHashMap<>();
    for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
      if (!(event instanceof ScalarEvent key)) {
        problems.add(origin(event), path, "a key must be plain text");
        node(event, path, depth);
        node(events.next(), path, depth);
        continue;
      }
      count(key);
      String name = key.getValue();
      String keyPath = KeyPath.key(path, name);
      refuseTagAndAnchor(key, keyPath);
      ConfigNode value = node(events.next(), keyPath, depth);
      if (isMergeKey(key)) {
        problems.add(origin(key), keyPath, "merge keys are not supported");
      } else if (name.isEmpty()) {
        problems.add(origin(key), keyPath, "a key without a name");
      } else if (entries.containsKey(name)) {
        int first = keyOrigins.getOrDefault(name, origin).line();
        problems.add(origin(key), keyPath, "duplicate key (first in line " + first + ")");
      } else {
        entries.put(name, value);
        keyOrigins.put(name, origin(key));
      }
    }
    return new ConfigNode.Mapping(entries, keyOrigins, origin);
  }

  private static boolean isMergeKey(ScalarEvent key) {
    return key.getScalarStyle() == ScalarStyle.PLAIN && key.getValue().equals("<<");
  }

  private void refuseTagAndAnchor(Event event, String path) {
    if (!(event instanceof NodeEvent node)) return;
    Optional<String> tag = Optional.empty();
    if (event instanceof ScalarEvent scalar) tag = scalar.getTag();
    if (event instanceof CollectionStartEvent collection) tag = collection.getTag();
    if (tag.isPresent()) problems.add(origin(event), path, "tags are not supported");
    if (node.getAnchor().isPresent())
      problems.add(origin(event), path, "anchors are not supported");
  }

  private void count(Event event) {
    if (++nodes > MAX_NODES) throw stop(event, "more than " + MAX_NODES + " values");
  }

  private Origin origin(Event event) {
    return new Origin(source, event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0));
  }

  private ConfigurationException stop(Event event, String message) {
    return new ConfigurationException(List.of(new Problem(origin(event), "", message)));
  }
}
