package io.edgeauth.examples.gateway;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One request as its bytes reached an upstream.
 *
 * @param text all of it, a character for each byte
 */
record ReceivedBytes(String text) {

  String head() {
    return text.substring(0, text.indexOf("\r\n\r\n"));
  }

  String body() {
    return text.substring(text.indexOf("\r\n\r\n") + 4);
  }

  String requestLine() {
    return head().lines().findFirst().orElse("");
  }

  private Stream<String> lines() {
    return head().lines().skip(1);
  }

  private static String nameOf(String line) {
    return line.substring(0, line.indexOf(':'));
  }

  /** What stands under a name, whatever its case. */
  List<String> values(String name) {
    return lines()
        .filter(line -> nameOf(line).equalsIgnoreCase(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .toList();
  }

  /**
   * What an application finds under a name behind a server that tells it as {@code HTTP_X_USER_ID}:
   * CGI, WSGI, PHP and Rack cannot tell the spellings apart.
   */
  List<String> valuesInAnySpelling(String name) {
    return lines()
        .filter(line -> folded(nameOf(line)).equals(folded(name)))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .toList();
  }

  /** All names, folded. */
  Set<String> foldedNames() {
    return lines().map(line -> folded(nameOf(line))).collect(Collectors.toCollection(TreeSet::new));
  }

  static String folded(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-");
  }
}
