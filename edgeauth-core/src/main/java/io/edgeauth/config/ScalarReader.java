package io.edgeauth.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one value as a type; what it cannot be read as becomes a problem and its default. */
record ScalarReader(String text, Origin origin, String keyPath, Problems problems) {

  /** Without leading zeros, which some read as octal. */
  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,9}");

  boolean flag(boolean defaultValue) {
    if (text.equals("true")) return true;
    if (text.equals("false")) return false;
    wrong("true or false");
    return defaultValue;
  }

  int integer(int defaultValue, int min, int max) {
    if (INTEGER.matcher(text).matches()) {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) return (int) value;
    }
    wrong(max == Integer.MAX_VALUE ? min + " or more" : min + " to " + max);
    return defaultValue;
  }

  @Nullable Duration duration() {
    Duration duration = Durations.parse(text);
    if (duration == null) wrong(Durations.EXAMPLES);
    return duration;
  }

  Duration duration(Duration defaultValue, Duration min, Duration max) {
    Duration duration = Durations.parse(text);
    String range = Durations.show(min) + " to " + Durations.show(max);
    if (duration == null) {
      wrong(Durations.EXAMPLES + ", " + range);
      return defaultValue;
    }
    if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) return duration;
    wrong(range);
    return defaultValue;
  }

  int size(int defaultBytes, int minBytes, int maxBytes) {
    OptionalLong bytes = Sizes.parse(text);
    String range = Sizes.show(minBytes) + " to " + Sizes.show(maxBytes);
    if (bytes.isEmpty()) {
      wrong(Sizes.EXAMPLES + ", " + range);
      return defaultBytes;
    }
    long value = bytes.getAsLong();
    if (value >= minBytes && value <= maxBytes) return (int) value;
    wrong(range);
    return defaultBytes;
  }

  <E extends Enum<E>> E choice(Class<E> type, E defaultValue) {
    E constant = constant(type, text);
    if (constant == null) {
      wrong(written(type));
      return defaultValue;
    }
    return constant;
  }

  /** The constant of a word, or null. */
  static <E extends Enum<E>> @Nullable E constant(Class<E> type, String word) {
    for (E constant : type.getEnumConstants()) {
      if (word.equals(written(constant))) return constant;
    }
    return null;
  }

  /** All words that stand for constants. */
  static <E extends Enum<E>> String written(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(ScalarReader::written)
        .collect(Collectors.joining(", "));
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Nullable Path file(Path directory) {
    try {
      if (!text.isEmpty()) return directory.resolve(text);
    } catch (InvalidPathException e) {
      // Told below like the empty one.
    }
    wrong("a file");
    return null;
  }

  void wrong(String expected) {
    problems.add(origin, keyPath, Shown.value(text) + " (expected: " + expected + ")");
  }

  /** Hides the text, which may be a secret. */
  @Override
  public String toString() {
    return keyPath;
  }
}
