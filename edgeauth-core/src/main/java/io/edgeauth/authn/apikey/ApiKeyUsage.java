package io.edgeauth.authn.apikey;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a key was used. What is counted is what passed the key's own checks, whatever the route said
 * then.
 *
 * @param count how often
 * @param lastUsed when last, or null if never
 * @param lastAddress from which address last, or null if never or unknown
 */
public record ApiKeyUsage(long count, @Nullable Instant lastUsed, @Nullable String lastAddress) {

  /** Never. */
  public static final ApiKeyUsage NONE = new ApiKeyUsage(0, null, null);

  /**
   * The sum of two: what several instances counted.
   *
   * @param other the other
   * @return both counts together, and the later use
   */
  public ApiKeyUsage plus(ApiKeyUsage other) {
    boolean later =
        other.lastUsed != null && (lastUsed == null || !other.lastUsed.isBefore(lastUsed));
    long sum = count + other.count < 0 ? Long.MAX_VALUE : count + other.count;
    return new ApiKeyUsage(
        sum, later ? other.lastUsed : lastUsed, later ? other.lastAddress : lastAddress);
  }
}
