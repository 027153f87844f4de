package io.edgeauth.authn.jwt;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is denied, in constant time. It is a view: its owner fills the collections, and says
 * what threads may do.
 */
final class DenialIndex {

  private final Set<String> tokens;
  private final Map<String, Long> deniedBelow;

  /**
   * Looks into these collections as they are each time.
   *
   * @param tokens every {@code jti} that is denied
   * @param deniedBelow for each subject the least {@code iat} that passes
   */
  DenialIndex(Set<String> tokens, Map<String, Long> deniedBelow) {
    this.tokens = tokens;
    this.deniedBelow = deniedBelow;
  }

  boolean denies(TokenMarks marks) {
    String jti = marks.jti();
    return (jti != null && tokens.contains(jti))
        || isDenied(marks.sub(), marks.issuedAt())
        || isDenied(marks.mapped(), marks.issuedAt());
  }

  private boolean isDenied(@Nullable String subject, long issuedAt) {
    Long below = subject == null ? null : deniedBelow.get(subject);
    return below != null && issuedAt < below;
  }

  /** The first whole second that is not before an instant: {@code iat} is in whole seconds. */
  static long leastPassing(Instant before) {
    return before.getNano() == 0 ? before.getEpochSecond() : before.getEpochSecond() + 1;
  }
}
