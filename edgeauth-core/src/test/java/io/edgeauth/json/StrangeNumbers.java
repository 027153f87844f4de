package io.edgeauth.json;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Numbers that JSON allows and EdgeAuth keeps as they are, and for which others may refuse. */
public final class StrangeNumbers {

  /** Digits of the greatest {@code long}. */
  private static final int PLAIN_DIGITS = 19;

  /** Gson gives up on a number that its buffer does not hold. */
  private static final int BUFFER = 1024;

  private StrangeNumbers() {}

  /**
   * Whether a value holds a number that nimbus may refuse: one that no {@code double} holds; one of
   * so many digits that Gson's count of them overflows, which takes it for one with a leading zero;
   * or a very long one.
   */
  public static boolean forNimbus(Object value) {
    return holds(
        value,
        number ->
            Double.isInfinite(Double.parseDouble(number))
                || wholeDigits(number) > PLAIN_DIGITS
                || number.length() >= BUFFER / 2);
  }

  /** Whether a value holds a whole number that is no {@code long}, which jose4j refuses. */
  public static boolean forJose4j(Object value) {
    return holds(
        value, number -> number.matches("-?[0-9]+") && new JsonNumber(number).floor().isEmpty());
  }

  private static int wholeDigits(String number) {
    int from = number.startsWith("-") ? 1 : 0;
    int at = from;
    while (at < number.length() && Character.isDigit(number.charAt(at))) {
      at++;
    }
    return at - from;
  }

  private static boolean holds(Object value, Predicate<String> strange) {
    if (value instanceof JsonNumber number) {
      return strange.test(number.text());
    }
    if (value instanceof List<?> elements) {
      return elements.stream().anyMatch(element -> holds(element, strange));
    }
    return value instanceof Map<?, ?> members
        && members.values().stream().anyMatch(member -> holds(member, strange));
  }
}
