package io.edgeauth.authn;

import java.util.ArrayList;
import java.util.List;

/**
 * One step of a route: the names of the authenticators of which one must pass, {@code user | key}.
 *
 * @param alternatives the names in the order in which they are asked; at least one, none twice
 */
public record StepExpression(List<String> alternatives) {

  /**
   * Copies the names.
   *
   * @throws IllegalArgumentException if there are none, one is empty, or one stands twice
   */
  public StepExpression {
    alternatives = List.copyOf(alternatives);
    boolean doubled = alternatives.stream().distinct().count() != alternatives.size();
    if (alternatives.isEmpty() || alternatives.contains("") || doubled) {
      throw new IllegalArgumentException(
          "\""
              + String.join(" | ", alternatives)
              + "\" (expected: names of authenticators, user or user | key, each once)");
    }
  }

  /**
   * Reads a step as a person writes it.
   *
   * @param text {@code user} or {@code user | key}
   * @return the step
   * @throws IllegalArgumentException if it is not of that form; the message says what is expected
   */
  public static StepExpression parse(String text) {
    List<String> names = new ArrayList<>();
    for (String name : text.split("\\|", -1)) {
      names.add(name.strip());
    }
    return new StepExpression(names);
  }

  @Override
  public String toString() {
    return String.join(" | ", alternatives);
  }
}
