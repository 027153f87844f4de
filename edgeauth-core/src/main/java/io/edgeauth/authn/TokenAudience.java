package io.edgeauth.authn;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom tokens must be meant for (RFC 7519, section 4.1.3).
 *
 * @param accepted any of them will do, compared exactly; empty where tokens for anybody are
 *     accepted
 */
public record TokenAudience(Set<String> accepted) {

  /** Copies the values. */
  public TokenAudience {
    accepted = Set.copyOf(accepted);
  }

  /**
   * Tells whether a token is meant for us.
   *
   * @param aud its {@code aud}: a string, or an array of nothing but strings; null where it has
   *     none
   * @return whether it is
   */
  public boolean isMetBy(@Nullable Object aud) {
    if (accepted.isEmpty()) {
      return true;
    }
    if (aud instanceof String one) {
      return accepted.contains(one);
    }
    return aud instanceof List<?> several && isAnyOf(several);
  }

  /** An array with anything but strings is no audience. */
  private boolean isAnyOf(List<?> several) {
    boolean ours = false;
    for (int i = 0; i < several.size(); i++) {
      if (!(several.get(i) instanceof String one)) {
        return false;
      }
      ours |= accepted.contains(one);
    }
    return ours;
  }
}
