package io.edgeauth.config;

import io.edgeauth.keys.Secret;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands at a key of a {@link Section} that may have several values: a list, where one may
 * stand without brackets, or a map whose keys are names.
 *
 * <p>As in the section, nothing throws: what is wrong adds a {@link Problem} and is left out. For
 * one thread; does not block.
 */
public final class SeveralValues {

  private static final String SECRETS = "a secret, or a list of secrets";

  private final Section section;
  private final boolean written;
  private final @Nullable NodeReader value;

  /** A key may be written without a value: then it has its problem. */
  SeveralValues(Section section, boolean written, @Nullable NodeReader value) {
    this.section = section;
    this.written = written;
    this.value = value;
  }

  /**
   * Sections in a list.
   *
   * @return the sections, without the wrong ones; empty when the key is absent
   */
  public List<Section> items() {
    if (value == null) return List.of();
    List<Section> sections = new ArrayList<>();
    for (NodeReader item : value.items()) {
      Section below = section.section(item, item.mapping());
      if (below != null) sections.add(below);
    }
    return List.copyOf(sections);
  }

  /**
   * Sections by name.
   *
   * @return sections in their order, without the wrong ones; empty when the key is absent
   */
  public Map<String, Section> sections() {
    if (value == null) return Map.of();
    Map<String, Section> sections = new LinkedHashMap<>();
    for (Map.Entry<String, NodeReader> entry : value.entries().entrySet()) {
      Section below = section.section(entry.getValue(), entry.getValue().mapping());
      if (below != null) sections.put(entry.getKey(), below);
    }
    return Collections.unmodifiableMap(sections);
  }

  /**
   * Texts by name, each a list where one may stand without brackets.
   *
   * @return texts in their order, without the wrong ones; empty when the key is absent
   */
  public Map<String, List<String>> textMap() {
    if (value == null) return Map.of();
    Map<String, List<String>> map = new LinkedHashMap<>();
    for (Map.Entry<String, NodeReader> entry : value.entries().entrySet()) {
      List<String> texts = entry.getValue().texts(Section.TEXTS);
      if (texts != null) map.put(entry.getKey(), texts);
    }
    return Collections.unmodifiableMap(map);
  }

  /**
   * Several of a closed set of words.
   *
   * @param type the constants, written in lower case with hyphens
   * @param <E> their type
   * @return those that are written; none when the key is absent
   */
  public <E extends Enum<E>> List<E> choices(Class<E> type) {
    List<String> texts = value == null ? null : value.texts(Section.TEXTS);
    if (texts == null) return List.of();
    List<E> choices = new ArrayList<>();
    for (String text : texts) {
      E choice = ScalarReader.constant(type, text);
      if (choice == null) {
        problem(Shown.text(text) + " (expected: of " + ScalarReader.written(type) + ")");
      } else {
        choices.add(choice);
      }
    }
    return choices;
  }

  /**
   * Secrets as they are referred to; no problem shows them.
   *
   * @return the secrets; empty when the key is absent or wrong. An empty secret or list is a
   *     problem
   */
  public List<String> secretTexts() {
    List<String> secrets = value == null ? null : value.texts(SECRETS);
    if (secrets == null) return List.of();
    if (secrets.isEmpty()) problem("an empty list (expected: " + SECRETS + ")");
    if (secrets.stream().anyMatch(String::isBlank)) {
      problem("an empty secret (expected: " + SECRETS + ")");
    }
    return secrets;
  }

  /**
   * The same secrets, as they are kept until they are needed.
   *
   * @param environment the environment variables
   * @return the secrets, without those that have a problem; one that nobody knows where none is
   *     left, so that what else is wrong is told as if they were right
   */
  public List<Secret> secrets(Map<String, String> environment) {
    List<Secret> secrets = new ArrayList<>();
    for (String writing : secretTexts()) {
      if (writing.isBlank()) continue; // has its problem
      try {
        secrets.add(Secret.parse(writing, section.directory(), environment));
      } catch (IllegalArgumentException e) {
        problem(String.valueOf(e.getMessage()));
      }
    }
    return secrets.isEmpty() && written ? List.of(Secret.standIn()) : secrets;
  }

  private void problem(String message) {
    if (value != null) section.problems().add(value.origin(), value.keyPath(), message);
  }
}
