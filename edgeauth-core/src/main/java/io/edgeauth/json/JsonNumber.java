package io.edgeauth.json;

import java.util.OptionalLong;

/**
 * A number as JSON wrote it.
 *
 * <p>It keeps the text because no machine type holds every JSON number: {@code 9007199254740993}
 * and {@code 9007199254740992} are one {@code double}. Two numbers are equal when their texts are.
 *
 * @param text the number in the grammar of <a
 *     href="https://www.rfc-editor.org/rfc/rfc8259#section-6">RFC 8259 section 6</a>
 */
public record JsonNumber(String text) {

  /** Beyond every digit count that an array can hold; keeps sums of positions inside a long. */
  private static final long EXPONENT_BOUND = 1L << 40;

  /** So few digits are within {@code long}: nearly all numbers of tokens. */
  private static final int PLAIN_BOUND = 19;

  /**
   * Takes the text of a number.
   *
   * @throws IllegalArgumentException when the text is not a JSON number
   */
  public JsonNumber {
    if (!isNumber(text)) throw new IllegalArgumentException("not a JSON number");
  }

  /** Whether all of the text is one JSON number. */
  static boolean isNumber(String text) {
    int at = text.startsWith("-") ? 1 : 0;
    int wholeEnd = digits(text, at);
    if (wholeEnd == at) return false;
    if (text.charAt(at) == '0' && wholeEnd > at + 1) return false;
    at = wholeEnd;
    if (at < text.length() && text.charAt(at) == '.') {
      int end = digits(text, at + 1);
      if (end == at + 1) return false;
      at = end;
    }
    if (at < text.length() && isExponentMark(text.charAt(at))) {
      at++;
      if (at < text.length() && isSign(text.charAt(at))) at++;
      int end = digits(text, at);
      if (end == at) return false;
      at = end;
    }
    return at == text.length();
  }

  /**
   * The greatest whole number that is not above this one, as RFC 7519's NumericDate is read.
   *
   * <p>Takes time in proportion to the text, however large the exponent.
   *
   * @return the whole number, or empty when it is outside {@code long}
   */
  public OptionalLong floor() {
    return text.length() < PLAIN_BOUND && digits(text, 0) == text.length()
        ? OptionalLong.of(Long.parseLong(text))
        : floorOfAny();
  }

  private OptionalLong floorOfAny() {
    int start = text.charAt(0) == '-' ? 1 : 0;
    int mantissaEnd = start;
    int dot = -1;
    while (mantissaEnd < text.length() && !isExponentMark(text.charAt(mantissaEnd))) {
      if (text.charAt(mantissaEnd) == '.') dot = mantissaEnd;
      mantissaEnd++;
    }
    // How many digits stand before the decimal point once the exponent has moved it.
    long point = (dot < 0 ? mantissaEnd : dot) - start + exponent(mantissaEnd);

    long position = 0;
    long negated = 0; // the whole part below zero, where a long reaches one further
    boolean fraction = false;
    for (int i = start; i < mantissaEnd; i++) {
      if (i == dot) continue;
      int digit = text.charAt(i) - '0';
      if (position++ >= point) {
        fraction |= digit != 0;
        continue;
      }
      if (negated < (Long.MIN_VALUE + digit) / 10) return OptionalLong.empty();
      negated = negated * 10 - digit;
    }
    // The zeros that the exponent adds; 19 rounds at most, as a number that is not 0 overflows.
    for (; position < point && negated != 0; position++) {
      if (negated < Long.MIN_VALUE / 10) return OptionalLong.empty();
      negated *= 10;
    }
    if (start == 0) {
      return negated == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(-negated);
    }
    if (!fraction) return OptionalLong.of(negated);
    return negated == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(negated - 1);
  }

  private long exponent(int mark) {
    if (mark == text.length()) return 0;
    int at = mark + 1;
    boolean negative = text.charAt(at) == '-';
    if (isSign(text.charAt(at))) at++;
    long exponent = 0;
    for (; at < text.length() && exponent < EXPONENT_BOUND; at++) {
      exponent = exponent * 10 + (text.charAt(at) - '0');
    }
    return negative ? -exponent : exponent;
  }

  /** Returns the number's text. */
  @Override
  public String toString() {
    return text;
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
    return at;
  }

  private static boolean isExponentMark(char c) {
    return c == 'e' || c == 'E';
  }

  private static boolean isSign(char c) {
    return c == '+' || c == '-';
  }
}
