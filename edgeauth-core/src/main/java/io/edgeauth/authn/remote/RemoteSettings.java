package io.edgeauth.authn.remote;

import io.edgeauth.outbound.BreakerSettings;
import java.time.Duration;

/**
 * How somebody else is asked about credentials, and how long the answers hold.
 *
 * @param totalTimeout how long a request waits for an answer, the call included
 * @param maxConcurrent how many calls may be under way; as many may wait for their turn
 * @param ttl how long a good answer holds, never past the credential's own end; zero: not at all
 * @param negativeTtl how long a refusal holds; zero: not at all
 * @param maxEntries how many good answers are remembered, and how many refusals
 * @param breaker when calls are stopped
 * @param onUnavailable what a request gets while nobody can be asked
 * @param staleFor how long past {@code ttl} an answer holds under {@link OnUnavailable#STALE}
 */
public record RemoteSettings(
    Duration totalTimeout,
    int maxConcurrent,
    Duration ttl,
    Duration negativeTtl,
    int maxEntries,
    BreakerSettings breaker,
    OnUnavailable onUnavailable,
    Duration staleFor) {

  /** Two seconds, 64 calls, answers for a minute and refusals for ten seconds. */
  public static final RemoteSettings DEFAULTS =
      new RemoteSettings(
          Duration.ofSeconds(2),
          64,
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          100_000,
          BreakerSettings.DEFAULTS,
          OnUnavailable.DENY,
          Duration.ofMinutes(5));
}
