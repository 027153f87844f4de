package io.edgeauth.config;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that was found wrong with a configuration so far, to be told at once.
 *
 * <p>For one thread; does not block. The same problem added twice is told once.
 */
public final class Problems {

  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparing((Problem problem) -> problem.origin().source())
          .thenComparingInt(problem -> problem.origin().line());

  private final Set<Problem> found = new LinkedHashSet<>();
  private final Set<String> settled = new HashSet<>();

  /** Begins without problems. */
  public Problems() {}

  /**
   * Adds a problem.
   *
   * @param origin where
   * @param keyPath at which key; empty for a whole file
   * @param message what was found and what is expected; never a secret
   */
  public void add(Origin origin, String keyPath, String message) {
    if (settled.contains(place(origin, keyPath))) return;
    found.add(new Problem(origin, keyPath, message));
  }

  /**
   * Adds the problem of a value that could not even be read. What is said later about that key
   * would only be about the empty value that stands in for it, and is dropped.
   */
  void addUnreadable(Origin origin, String keyPath, String message) {
    settled.add(place(origin, keyPath));
    found.add(new Problem(origin, keyPath, message));
  }

  private static String place(Origin origin, String keyPath) {
    return origin.source() + '\n' + keyPath;
  }

  /**
   * Whether there is a problem with a key.
   *
   * @param keyPath the key
   * @return whether there is
   */
  public boolean tell(String keyPath) {
    return found.stream().anyMatch(problem -> problem.keyPath().equals(keyPath));
  }

  /**
   * Whether nothing is wrong so far.
   *
   * @return true without problems
   */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * The problems so far.
   *
   * @return a copy, by source and line
   */
  public List<Problem> list() {
    return found.stream().sorted(BY_PLACE).toList();
  }

  /**
   * Ends the reading of a configuration.
   *
   * @throws ConfigurationException with all problems, when there is any; show its message to
   *     whoever wrote the configuration
   */
  public void throwIfAny() {
    if (!isEmpty()) throw new ConfigurationException(list());
  }
}
