package io.edgeauth.authn.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.keys.KeySet;
import io.edgeauth.runtime.EdgeRuntime;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were verified, by their digests. Whoever finds one here looks at what can change
 * since; the cache itself only saves the signature.
 *
 * <p>Leased, so that a change of the configuration that is none for these tokens makes none of them
 * new. What has expired goes within a minute, also where its token never comes again. Any number of
 * threads may use it at once.
 */
final class VerifiedTokens implements AutoCloseable {

  /** Equal settings and the same keys verify the same tokens to the same end. */
  private record CacheSettings(JwtSettings settings, KeySet keys) {}

  /**
   * A token of more characters counts as several, since what its claims and the headers that are
   * made of them take grows with its length.
   */
  private static final int ENTRY_LENGTH = 2048;

  private static final long SWEEP_SECONDS = 60;

  private final Cache<TokenDigest, VerifiedJwt> tokens;
  private final long skewSeconds;
  private final EdgeRuntime runtime;
  private final Future<?> sweeps;

  private VerifiedTokens(JwtSettings settings, EdgeRuntime runtime) {
    this.tokens =
        Caffeine.newBuilder()
            .maximumWeight(settings.verifiedCacheEntries())
            .weigher((TokenDigest digest, VerifiedJwt token) -> 1 + token.length() / ENTRY_LENGTH)
            .executor(Runnable::run)
            .build();
    this.skewSeconds = settings.clockSkew().toSeconds();
    this.runtime = runtime;
    this.sweeps =
        runtime
            .timer()
            .scheduleWithFixedDelay(
                this::submitSweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Opens the cache of an authenticator.
   *
   * @param runtime the runtime, while a generation is built
   * @return the cache, or null where none is wanted
   */
  static @Nullable VerifiedTokens open(JwtSettings settings, KeySet keys, EdgeRuntime runtime) {
    return settings.verifiedCacheEntries() == 0
        ? null
        : runtime
            .leases()
            .take(new CacheSettings(settings, keys), () -> new VerifiedTokens(settings, runtime));
  }

  @Nullable VerifiedJwt get(TokenDigest digest) {
    return tokens.getIfPresent(digest);
  }

  void put(TokenDigest digest, VerifiedJwt token) {
    tokens.put(digest, token);
  }

  void forget(TokenDigest digest) {
    tokens.invalidate(digest);
  }

  private void submitSweep() {
    try {
      runtime.workers().execute(this::sweep);
    } catch (RejectedExecutionException e) {
      // All workers are busy, or the runtime has ended: the next sweep finds the same.
    }
  }

  /** Lets go of what has expired. */
  void sweep() {
    long now = Math.floorDiv(runtime.clock().millis(), 1000L);
    tokens.asMap().values().removeIf(token -> token.period().isOver(now, skewSeconds));
  }

  /** How many tokens are held. */
  long size() {
    tokens.cleanUp();
    return tokens.estimatedSize();
  }

  @Override
  public void close() {
    sweeps.cancel(false);
  }
}
