package io.edgeauth.config;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys that a section has been asked for, and which of them a misspelt one may mean. */
final class KnownKeys {

  private static final int NEAR = 2;

  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> unsupported = new HashSet<>();

  void add(String key) {
    known.add(key);
  }

  /** Adds a key that has a problem of its own and is not to be recommended. */
  void addUnsupported(String key) {
    unsupported.add(key);
  }

  boolean contains(String key) {
    return known.contains(key) || unsupported.contains(key);
  }

  /** What to say about a key that nobody asked for. */
  String unknown(String key) {
    String meant = nearest(key);
    if (meant != null) return "unknown key (did you mean `" + meant + "`?)";
    if (known.isEmpty()) return "unknown key (no keys are allowed here)";
    return "unknown key (known here: " + String.join(", ", known) + ")";
  }

  private @Nullable String nearest(String key) {
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = folded(key).equals(folded(candidate)) ? 0 : distance(key, candidate);
      // Two edits turn any short key into any other.
      int near = Math.min(NEAR, candidate.length() / 2);
      if (distance <= near && distance < least) {
        nearest = candidate;
        least = distance;
      }
    }
    return nearest;
  }

  private static String folded(String key) {
    return key.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** Damerau and Levenshtein's distance: letters inserted, left out, changed, or swapped. */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > NEAR) return Integer.MAX_VALUE;
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
    return d[a.length()][b.length()];
  }
}
