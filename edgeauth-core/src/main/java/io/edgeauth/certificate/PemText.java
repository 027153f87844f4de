package io.edgeauth.certificate;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * URL-encoded PEM, as proxies write it. A plus is a plus: AWS's load balancers leave it as it is,
 * and no part of base64 is a blank. Stateless.
 */
final class PemText {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final Pattern BLANKS = Pattern.compile("[ \\t\\r\\n]+");
  private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})?");

  private PemText() {}

  /**
   * The certificates of a text.
   *
   * @param escaped PEM blocks one behind the other, or their contents alone, parted by commas
   * @return each in base64, without line breaks; null where the text is nothing of this
   */
  static @Nullable List<String> certificates(String escaped) {
    String text = unescaped(escaped);
    if (text == null) {
      return null;
    }
    return text.contains("-----") ? blocks(text) : List.of(text.split(",", -1));
  }

  private static @Nullable List<String> blocks(String text) {
    List<String> found = new ArrayList<>();
    String rest = text.strip();
    while (!rest.isEmpty()) {
      int end = rest.indexOf(END, BEGIN.length());
      if (!rest.startsWith(BEGIN) || end < 0) {
        return null;
      }
      found.add(BLANKS.matcher(rest.substring(BEGIN.length(), end)).replaceAll(""));
      rest = rest.substring(end + END.length()).strip();
    }
    return found;
  }

  /** Null where an escape is none, or stands for what PEM does not hold. */
  private static @Nullable String unescaped(String text) {
    Matcher escape = ESCAPE.matcher(text);
    StringBuilder plain = new StringBuilder(text.length());
    while (escape.find()) {
      String octet = escape.group(1);
      if (octet == null) {
        return null;
      }
      int character = Integer.parseInt(octet, 16);
      if (character > 0x7E) {
        return null;
      }
      escape.appendReplacement(plain, Matcher.quoteReplacement(String.valueOf((char) character)));
    }
    return escape.appendTail(plain).toString();
  }
}
