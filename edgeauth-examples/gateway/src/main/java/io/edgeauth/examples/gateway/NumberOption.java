package io.edgeauth.examples.gateway;

import io.edgeauth.event.LogText;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads whole numbers on the command line; the digits of other scripts are none. */
final class NumberOption implements ITypeConverter<Long> {

  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

  @Override
  public Long convert(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new TypeConversionException(
          LogText.line(text) + " (expected: a whole number such as 1000)");
    }
    return Long.valueOf(text);
  }
}
