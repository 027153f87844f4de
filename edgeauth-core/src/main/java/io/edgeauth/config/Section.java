package io.edgeauth.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one mapping of the configuration, key by key.
 *
 * <p>Nothing throws: a value that is wrong adds a {@link Problem} and the default is returned, so
 * that a configuration's problems are all told at once. Every question about a key makes it known;
 * {@link #end} turns the keys that nobody asked for into problems. A key without a value (YAML's
 * null) is a problem, never a default.
 *
 * <p>For one thread; does not block. It is long because it has one accessor for each kind of value.
 */
public final class Section {

  private static final String TEXT = "text";
  static final String TEXTS = "text, or a list of texts";

  private final ConfigNode.Mapping mapping;
  private final Origin origin;
  private final String path;
  private final Path directory;
  private final Problems problems;
  private final KnownKeys known = new KnownKeys();

  private Section(
      ConfigNode.Mapping mapping, Origin origin, String path, Path directory, Problems problems) {
    this.mapping = mapping;
    this.origin = origin;
    this.path = path;
    this.directory = directory;
    this.problems = problems;
  }

  /**
   * The section that all others stand in.
   *
   * @param mapping what it reads
   * @param path its key path in problems; empty for a whole file
   * @param directory what relative paths of files are relative to
   * @param problems gets what is wrong in it and in the sections below it
   * @return the section
   */
  public static Section of(
      ConfigNode.Mapping mapping, String path, Path directory, Problems problems) {
    return new Section(mapping, mapping.origin(), path, directory, problems);
  }

  /** {@return its key path, such as {@code edgeauth.routes[2]}; empty for a whole file} */
  public String path() {
    return path;
  }

  /** {@return where it was written: its key's place, or an item's own} */
  public Origin origin() {
    return origin;
  }

  Path directory() {
    return directory;
  }

  /** {@return where its problems go: what was given to {@link #of}} */
  public Problems problems() {
    return problems;
  }

  /** {@return the keys that were written, in their order; asking for them makes none known} */
  public List<String> keys() {
    return List.copyOf(mapping.entries().keySet());
  }

  Map<String, Origin> keyOrigins() {
    return mapping.keyOrigins();
  }

  /**
   * {@return whether the key was written, with a value or without}
   *
   * @param key the key
   */
  public boolean has(String key) {
    known.add(key);
    return mapping.entries().containsKey(key);
  }

  /**
   * {@return the text, or null when the key is absent or wrong}
   *
   * @param key the key
   */
  public @Nullable String text(String key) {
    ScalarReader scalar = scalar(key, TEXT);
    return scalar == null ? null : scalar.text();
  }

  /**
   * A text that may be left out.
   *
   * @param key the key
   * @param defaultValue stands in
   * @return the text, or the default when the key is absent or wrong
   */
  public String text(String key, String defaultValue) {
    String text = text(key);
    return text == null ? defaultValue : text;
  }

  /**
   * A text that must be there and not blank.
   *
   * @param key the key
   * @return the text; with a problem, a blank one, or the empty one when the key is absent or wrong
   */
  public String requiredText(String key) {
    if (!has(key)) problem(key, "missing (expected: " + TEXT + ")");
    ScalarReader scalar = scalar(key, TEXT);
    if (scalar == null) return "";
    if (scalar.text().isBlank()) scalar.wrong(TEXT);
    return scalar.text();
  }

  /**
   * A list of texts, where one may stand without brackets.
   *
   * @param key the key
   * @param defaultValue stands in
   * @return the texts, none for an empty list; the default when the key is absent or wrong
   */
  public List<String> texts(String key, List<String> defaultValue) {
    NodeReader value = value(key);
    List<String> texts = value == null ? null : value.texts(TEXTS);
    return texts == null ? defaultValue : texts;
  }

  /**
   * True or false; no other word is understood.
   *
   * @param key the key
   * @param defaultValue stands in
   * @return the value, or the default when the key is absent or wrong
   */
  public boolean flag(String key, boolean defaultValue) {
    ScalarReader scalar = scalar(key, "true or false");
    return scalar == null ? defaultValue : scalar.flag(defaultValue);
  }

  /**
   * A whole number.
   *
   * @param key the key
   * @param defaultValue stands in
   * @param min the smallest
   * @param max the greatest
   * @return the number, or the default when the key is absent, wrong or out of bounds
   */
  public int integer(String key, int defaultValue, int min, int max) {
    ScalarReader scalar = scalar(key, "a number");
    return scalar == null ? defaultValue : scalar.integer(defaultValue, min, max);
  }

  /**
   * A duration; a plain 0 is one too.
   *
   * @param key the key
   * @param defaultValue stands in
   * @param min the shortest
   * @param max the longest
   * @return the duration, or the default when the key is absent, wrong or out of bounds
   */
  public Duration duration(String key, Duration defaultValue, Duration min, Duration max) {
    ScalarReader scalar = scalar(key, Durations.EXAMPLES);
    return scalar == null ? defaultValue : scalar.duration(defaultValue, min, max);
  }

  /**
   * {@return a duration of up to a hundred years, or null when the key is absent or wrong}
   *
   * @param key the key
   */
  public @Nullable Duration duration(String key) {
    ScalarReader scalar = scalar(key, Durations.EXAMPLES);
    return scalar == null ? null : scalar.duration();
  }

  /**
   * A size.
   *
   * @param key the key
   * @param defaultBytes stands in
   * @param minBytes the smallest
   * @param maxBytes the greatest
   * @return the bytes, or the default when the key is absent, wrong or out of bounds
   */
  public int size(String key, int defaultBytes, int minBytes, int maxBytes) {
    ScalarReader scalar = scalar(key, Sizes.EXAMPLES);
    return scalar == null ? defaultBytes : scalar.size(defaultBytes, minBytes, maxBytes);
  }

  /**
   * A constant of an enum, written in lower case with hyphens.
   *
   * @param <E> the enum
   * @param key the key
   * @param type the enum
   * @param defaultValue stands in
   * @return the constant, or the default when the key is absent or wrong
   */
  public <E extends Enum<E>> E choice(String key, Class<E> type, E defaultValue) {
    ScalarReader scalar = scalar(key, TEXT);
    return scalar == null ? defaultValue : scalar.choice(type, defaultValue);
  }

  /**
   * {@return a file, which need not exist; null when the key is absent or wrong}
   *
   * @param key the key
   */
  public @Nullable Path file(String key) {
    ScalarReader scalar = scalar(key, "a file");
    return scalar == null ? null : scalar.file(directory);
  }

  /**
   * The section below a key. {@code store: jdbc} is read as {@code store: {jdbc: {}}}.
   *
   * @param key the key
   * @return the section, or null when the key is absent or wrong
   */
  public @Nullable Section section(String key) {
    NodeReader value = value(key);
    if (value == null) return null;
    if (value.node() instanceof ConfigNode.Scalar name && !name.text().isBlank()) {
      Map<String, ConfigNode> only = Map.of(name.text(), ConfigNode.Mapping.empty(name.origin()));
      return section(value, new ConfigNode.Mapping(only, Map.of(), name.origin()));
    }
    return section(value, value.mapping());
  }

  /**
   * The section below a key, for what has a default in all its keys.
   *
   * @param key the key
   * @return the section; one without keys when the key is absent or wrong
   */
  public Section sectionOrEmpty(String key) {
    Section section = section(key);
    if (section != null) return section;
    Origin place = place(key);
    ConfigNode.Mapping empty = ConfigNode.Mapping.empty(place);
    return new Section(empty, place, KeyPath.key(path, key), directory, problems);
  }

  /**
   * The values of a key that may have several, by name or in a list.
   *
   * @param key the key
   * @return them, to be read as what they are; none when the key is absent
   */
  public SeveralValues several(String key) {
    return new SeveralValues(this, has(key), value(key));
  }

  /** The section of a mapping below this one; null where there is none. */
  @Nullable Section section(NodeReader value, ConfigNode.@Nullable Mapping below) {
    if (below == null) return null;
    return new Section(below, value.origin(), value.keyPath(), directory, problems);
  }

  /**
   * {@return the value as it stands in the tree; null when the key is absent or has no value}
   *
   * @param key the key
   */
  public @Nullable ConfigNode node(String key) {
    known.add(key);
    ConfigNode node = mapping.entries().get(key);
    if (!(node instanceof ConfigNode.Null)) return node;
    problem(key, "no value (leave the key out for the default)");
    return null;
  }

  /**
   * Names a key that this version does not support, so that it is a problem when it was written.
   *
   * @param key the key
   * @param instead what can be done today
   */
  public void later(String key, String instead) {
    known.addUnsupported(key);
    if (mapping.entries().containsKey(key)) {
      problem(key, "not supported by this version: " + instead);
    }
  }

  /**
   * Adds a problem at the key's line, or at the section's own when the key is absent.
   *
   * @param key the key
   * @param message what was found and what is expected; never a secret
   */
  public void problem(String key, String message) {
    problems.add(place(key), KeyPath.key(path, key), message);
  }

  /** Adds a problem for each key that nobody has asked for. Call it last, once. */
  public void end() {
    for (String key : mapping.entries().keySet()) {
      if (!known.contains(key)) problem(key, known.unknown(key));
    }
  }

  /** Returns the path alone. */
  @Override
  public String toString() {
    return path;
  }

  private @Nullable ScalarReader scalar(String key, String expected) {
    NodeReader value = value(key);
    return value == null ? null : value.scalar(expected);
  }

  private @Nullable NodeReader value(String key) {
    ConfigNode node = node(key);
    if (node == null) return null;
    return new NodeReader(node, place(key), KeyPath.key(path, key), problems);
  }

  private Origin place(String key) {
    return mapping.entries().containsKey(key) ? mapping.keyOrigin(key) : origin;
  }
}
