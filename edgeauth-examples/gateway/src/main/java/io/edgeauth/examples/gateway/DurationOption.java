package io.edgeauth.examples.gateway;

import io.edgeauth.config.Durations;
import io.edgeauth.event.LogText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations on the command line as the configuration reads them. */
final class DurationOption implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    Duration duration = Durations.parse(text);
    if (duration == null) {
      throw wrong(text, Durations.EXAMPLES);
    }
    return duration;
  }

  private static TypeConversionException wrong(String text, String expected) {
    return new TypeConversionException(LogText.line(text) + " (expected: " + expected + ")");
  }

  /**
   * How long a key is good.
   *
   * @param duration how long, or null for ever
   */
  record Lifetime(@Nullable Duration duration) {}

  /** Reads {@code never}, too. */
  static final class OrNever implements ITypeConverter<Lifetime> {

    private static final String NEVER = "never";

    @Override
    public Lifetime convert(String text) {
      if (text.equals(NEVER)) {
        return new Lifetime(null);
      }
      Duration duration = Durations.parse(text);
      if (duration == null) {
        throw wrong(text, Durations.EXAMPLES + ", or " + NEVER);
      }
      return new Lifetime(duration);
    }
  }
}
