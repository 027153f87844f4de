package io.edgeauth.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them: 500ms 30s 5m 1h 1d, 0, and ISO 8601's PT30S. Stateless. */
public final class Durations {

  /** What is expected where a text is none, for messages. */
  public static final String EXAMPLES = "a duration such as 500ms, 30s, 5m, 1h or 1d";

  /** In nanoseconds it still fits a long. */
  static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Pattern WITH_UNIT = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @param text such as {@code 30s}
   * @return the duration, or null when the text is none, is negative, or over a hundred years
   */
  public static @Nullable Duration parse(String text) {
    Duration duration = unbounded(text);
    if (duration == null || duration.isNegative()) return null;
    return duration.compareTo(LONGEST) > 0 ? null : duration;
  }

  private static @Nullable Duration unbounded(String text) {
    if (text.equals("0")) return Duration.ZERO;
    Matcher matcher = WITH_UNIT.matcher(text);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    }
    if (!text.startsWith("P")) return null;
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /**
   * Writes a duration in the largest unit that holds it without a rest.
   *
   * @param duration any duration
   * @return what {@link #parse} reads
   */
  public static String show(Duration duration) {
    if (duration.getNano() % 1_000_000 != 0) return duration.toString();
    if (duration.getNano() != 0) return duration.toMillis() + "ms";
    long seconds = duration.getSeconds();
    if (seconds == 0 || seconds % 60 != 0) return seconds + "s";
    if (seconds % 3600 != 0) return seconds / 60 + "m";
    return seconds % 86_400 != 0 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }
}
