package io.edgeauth.servlet;

import java.util.ArrayList;
import java.util.List;

/**
 * A request that tries to get what it may not have, or a plain one beside it.
 *
 * @param id the attack that it belongs to
 * @param target as it goes over the wire: each character is one byte
 * @param lines further header lines
 */
record Probe(String id, String method, String target, List<String> lines) {

  /** Names a request, so that an answer can be told from the next one's. */
  static final String NUMBER = "X-Probe";

  Probe(String id, String target) {
    this(id, "GET", target, List.of());
  }

  Probe by(String other) {
    return new Probe(id, other, target, lines);
  }

  Probe with(String... further) {
    return new Probe(id, method, target, List.of(further));
  }

  /** The same for an application that lies below a path; R20 is about that path itself. */
  Probe below(String contextPath) {
    if (id.equals("R20")) {
      return this;
    }
    int slashes = target.indexOf("://");
    int path = slashes < 0 ? 0 : target.indexOf('/', slashes + 3);
    boolean hasPath = path >= 0 && path < target.length() && target.charAt(path) == '/';
    return hasPath
        ? new Probe(
            id, method, target.substring(0, path) + contextPath + target.substring(path), lines)
        : this;
  }

  /** The same with a number that its answer repeats. */
  Probe numbered(int number) {
    List<String> more = new ArrayList<>(lines);
    more.add(NUMBER + ": " + number);
    return new Probe(id, method, target, more);
  }

  /** Tells whether it is none of the attacks, but what they are compared with. */
  boolean isPlain() {
    return id.equals("plain");
  }

  boolean isPreflight() {
    return method.equals("OPTIONS")
        && lines.stream().anyMatch(line -> line.startsWith("Access-Control-Request-Method:"));
  }

  boolean hasCredential() {
    return lines.stream().anyMatch(line -> line.startsWith("Authorization:"));
  }
}
