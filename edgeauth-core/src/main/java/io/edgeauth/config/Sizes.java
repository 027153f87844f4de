package io.edgeauth.config;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: 512 (bytes), 8KB, 1MB, with 1KB = 1024 bytes. */
final class Sizes {

  static final String EXAMPLES = "a size such as 8KB or 1MB";

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(KB|MB)?");
  private static final long KB = 1024;
  private static final long MB = 1024 * KB;

  private Sizes() {}

  /** Returns the bytes, or empty when the text is no size. */
  static OptionalLong parse(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) return OptionalLong.empty();
    long amount = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2);
    if (unit == null) return OptionalLong.of(amount);
    return OptionalLong.of(amount * (unit.equals("KB") ? KB : MB));
  }

  /** The size in the largest unit that holds it without a rest. */
  static String show(long bytes) {
    if (bytes == 0 || bytes % KB != 0) return Long.toString(bytes);
    return bytes % MB != 0 ? bytes / KB + "KB" : bytes / MB + "MB";
  }
}
