package io.edgeauth.redis;

import io.edgeauth.authn.bound.SharedProofs;
import io.edgeauth.authn.bound.SharedProofsSpec;
import io.edgeauth.authn.remote.SharedAnswers;
import io.edgeauth.authn.remote.SharedAnswersSpec;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.ratelimit.RateLimiter;
import io.edgeauth.ratelimit.RateLimiterSpec;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Duration;
import java.util.List;

/**
 * Says which Redis instances share.
 *
 * @param uris where it is: one address, or some nodes of a cluster
 * @param cluster whether they are a cluster's
 * @param keyPrefix what all its keys and channels begin with
 * @param timeout how long a request waits for an answer; then nobody asks until Redis answers again
 */
public record RedisStore(List<String> uris, boolean cluster, String keyPrefix, Duration timeout)
    implements SharedAnswersSpec, SharedProofsSpec, RateLimiterSpec {

  /** What keys and channels begin with unless something else is said. */
  public static final String DEFAULT_KEY_PREFIX = "edgeauth:";

  /** How long a request waits unless something else is said. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(250);

  static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);
  static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(10);

  private static final int LONGEST_PREFIX = 200;

  /**
   * Copies the addresses.
   *
   * @throws IllegalArgumentException if something is wrong; the message says what is expected and
   *     shows no address
   */
  public RedisStore {
    uris = List.copyOf(uris);
    String fault = RedisAddresses.fault(uris, cluster);
    if (fault != null) {
      throw new IllegalArgumentException("uri: " + fault);
    }
    if (!isPrefix(keyPrefix)) {
      throw new IllegalArgumentException("key-prefix: " + PREFIX_EXPECTED);
    }
    if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "timeout: "
              + timeout
              + " (expected: "
              + SHORTEST_TIMEOUT
              + " to "
              + LONGEST_TIMEOUT
              + ")");
    }
  }

  static final String PREFIX_EXPECTED =
      "expected: up to " + LONGEST_PREFIX + " printable characters of ASCII";

  /**
   * One Redis, or one that Sentinels name.
   *
   * @param uri {@code redis://}, {@code rediss://}, {@code redis-sentinel://} or {@code
   *     rediss-sentinel://}
   * @return the store, with everything else as it is by default
   * @throws IllegalArgumentException if it is no such address; the message does not show it
   */
  public static RedisStore at(String uri) {
    return new RedisStore(List.of(uri), false, DEFAULT_KEY_PREFIX, DEFAULT_TIMEOUT);
  }

  /**
   * A Redis Cluster.
   *
   * @param nodes {@code redis://} or {@code rediss://}, some of its nodes; the others are learned
   * @return the store, with everything else as it is by default
   * @throws IllegalArgumentException if one is no such address; the message does not show it
   */
  public static RedisStore cluster(String... nodes) {
    return new RedisStore(List.of(nodes), true, DEFAULT_KEY_PREFIX, DEFAULT_TIMEOUT);
  }

  /**
   * The same with other keys: instances share what has the same prefix.
   *
   * @param prefix printable characters of ASCII
   * @return the store
   */
  public RedisStore withKeyPrefix(String prefix) {
    return new RedisStore(uris, cluster, prefix, timeout);
  }

  /**
   * The same with another timeout.
   *
   * @param patience a millisecond to ten seconds
   * @return the store
   */
  public RedisStore withTimeout(Duration patience) {
    return new RedisStore(uris, cluster, keyPrefix, patience);
  }

  static boolean isPrefix(String text) {
    return text.length() <= LONGEST_PREFIX && text.chars().allMatch(c -> c > ' ' && c < 0x7F);
  }

  @Override
  public SharedAnswers open(EdgeRuntime runtime, OutboundSettings outbound) {
    return RedisAnswers.open(this, runtime, outbound);
  }

  /**
   * Opens a memory of DPoP proofs that all instances have together. It goes by the same connections
   * as what else is shared in an equal store. Waits for no network.
   *
   * @param runtime time, threads, events, while a generation is built; where it does not fetch
   *     ahead, nobody is to be contacted
   * @param outbound whose certificates are trusted
   * @return the memory; who opened it closes it
   */
  @Override
  public SharedProofs openProofs(EdgeRuntime runtime, OutboundSettings outbound) {
    return RedisProofs.open(this, runtime, outbound);
  }

  /**
   * Opens a limiter that counts there for all instances together. It goes by the same connections
   * as what else is shared in an equal store. Waits for no network.
   *
   * @param runtime time, threads, events, while a generation is built; where it does not fetch
   *     ahead, nobody is to be contacted
   * @param outbound whose certificates are trusted
   * @return the limiter; who opened it closes it
   */
  @Override
  public RateLimiter openLimiter(EdgeRuntime runtime, OutboundSettings outbound) {
    return RedisRateLimiter.open(this, runtime, outbound);
  }

  /** Without the addresses, which hold passwords. */
  @Override
  public String toString() {
    return "RedisStore["
        + (cluster ? "cluster" : "uri")
        + " not shown, keyPrefix="
        + keyPrefix
        + ", timeout="
        + timeout
        + "]";
  }
}
