package io.edgeauth.authn.remote;

import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.AuthenticatorContext;
import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.InvalidSpecException;
import io.edgeauth.authn.InvalidSpecException.Fault;
import io.edgeauth.outbound.BreakerSettings;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives an authenticator of your own, which asks somebody else, what those of EdgeAuth have: a
 * cache, one call for concurrent first uses, bounds on calls and on those who wait, a circuit
 * breaker, and {@code EdgeAuth.invalidate}.
 *
 * <pre>{@code
 * EdgeAuth.builder().authenticator("session",
 *     CachingAuthenticator.around(context -> new SessionAuthenticator(…)).ttl(Duration.ofMinutes(1)))
 * }</pre>
 *
 * <p>Answers are remembered by what stands in the {@link Authenticator#carriers() carriers}, so
 * they may depend on nothing else: the request that the authenticator is given has the carriers
 * alone, and throws for its method, path, peer, and other headers, which refuses the request with
 * 500. Its {@code authenticate} is called on threads of the cache. A certificate is no text to
 * remember anything by: an authenticator that looks at the connection is a problem at start.
 *
 * <ul>
 *   <li>Authenticated is remembered for {@link #ttl}, and never past the credential's {@code
 *       expiresAt}.
 *   <li>Refused is remembered for {@link #negativeTtl}, whatever its status.
 *   <li>Unavailable is remembered never, and counts as a failure for the breaker. The request gets
 *       503 {@code authenticator-unavailable}, or what {@link #onUnavailable} says.
 *   <li>Absent, not mine, and whatever has headers for the answer, is given to those who ask at the
 *       same time with the same credential, and to nobody later.
 * </ul>
 *
 * <p>What else the authenticator can do beside authenticating, such as keeping denials, is not
 * reached through this. Not for sharing between threads while it is filled.
 */
public final class CachingAuthenticator implements AuthenticatorSpec {

  private static final Duration DAY = Duration.ofDays(1);

  /** The specification is compared as it compares itself: mostly one object, given in code. */
  private record Lease(String name, AuthenticatorSpec spec, RemoteSettings settings) {}

  private final AuthenticatorSpec spec;
  private Duration ttl = RemoteSettings.DEFAULTS.ttl();
  private Duration negativeTtl = RemoteSettings.DEFAULTS.negativeTtl();
  private int maxEntries = RemoteSettings.DEFAULTS.maxEntries();
  private Duration totalTimeout = RemoteSettings.DEFAULTS.totalTimeout();
  private int maxConcurrent = RemoteSettings.DEFAULTS.maxConcurrent();
  private BreakerSettings circuitBreaker = BreakerSettings.DEFAULTS;
  private OnUnavailable onUnavailable = OnUnavailable.DENY;
  private Duration staleFor = RemoteSettings.DEFAULTS.staleFor();

  private CachingAuthenticator(AuthenticatorSpec spec) {
    this.spec = spec;
  }

  /**
   * Begins with what makes the authenticator.
   *
   * @param spec makes it; the authenticator is closed with its generation
   * @return what is to be filled
   */
  public static CachingAuthenticator around(AuthenticatorSpec spec) {
    return new CachingAuthenticator(spec);
  }

  /**
   * Sets how long a good credential is remembered: as long as one that was revoked passes.
   *
   * @param duration by default a minute; up to a day, zero for not at all
   * @return this
   */
  public CachingAuthenticator ttl(Duration duration) {
    ttl = duration;
    return this;
  }

  /**
   * Sets how long a refusal is remembered.
   *
   * @param duration by default ten seconds; up to a day, zero for not at all
   * @return this
   */
  public CachingAuthenticator negativeTtl(Duration duration) {
    negativeTtl = duration;
    return this;
  }

  /**
   * Sets how many good credentials are remembered, and how many refusals.
   *
   * @param entries by default 100 000
   * @return this
   */
  public CachingAuthenticator maxEntries(int entries) {
    maxEntries = entries;
    return this;
  }

  /**
   * Sets how long a request waits. The authenticator's own calls should end earlier: what does not
   * end holds a thread.
   *
   * @param duration by default two seconds; up to a minute
   * @return this
   */
  public CachingAuthenticator totalTimeout(Duration duration) {
    totalTimeout = duration;
    return this;
  }

  /**
   * Sets how many calls may be under way. As many more wait for their turn, and what comes past
   * them is answered at once.
   *
   * @param calls by default 64; up to 1024
   * @return this
   */
  public CachingAuthenticator maxConcurrent(int calls) {
    maxConcurrent = calls;
    return this;
  }

  /**
   * Sets when calls are stopped for a while.
   *
   * @param settings by default {@link BreakerSettings#DEFAULTS}
   * @return this
   */
  public CachingAuthenticator circuitBreaker(BreakerSettings settings) {
    circuitBreaker = settings;
    return this;
  }

  /**
   * Sets what a request gets while the authenticator cannot say.
   *
   * @param what by default {@link OnUnavailable#DENY}; {@link OnUnavailable#ALLOW_ANONYMOUS} only
   *     for routes that are optional
   * @return this
   */
  public CachingAuthenticator onUnavailable(OnUnavailable what) {
    onUnavailable = what;
    return this;
  }

  /**
   * Sets how long past its time a good answer holds under {@link OnUnavailable#STALE}.
   *
   * @param duration by default five minutes; up to a day
   * @return this
   */
  public CachingAuthenticator staleFor(Duration duration) {
    staleFor = duration;
    return this;
  }

  @Override
  public Authenticator create(AuthenticatorContext context) {
    RemoteSettings settings =
        new RemoteSettings(
            totalTimeout,
            maxConcurrent,
            ttl,
            negativeTtl,
            maxEntries,
            circuitBreaker,
            onUnavailable,
            staleFor);
    check();
    Authenticator own = spec.create(context);
    for (Carrier carrier : own.carriers()) {
      if (carrier.isOfConnection()) {
        own.close();
        throw new IllegalArgumentException(
            "an authenticator that looks at the connection (expected: one whose credentials are"
                + " texts; or without CachingAuthenticator)");
      }
    }
    RemoteAnswers answers =
        context
            .runtime()
            .leases()
            .take(
                new Lease(context.name(), spec, settings),
                () ->
                    new RemoteAnswers(
                        context.name(),
                        settings,
                        new RemoteAnswers.Reasons(
                            Reasons.AUTHENTICATOR_UNAVAILABLE, Reasons.AUTHENTICATOR_BUSY),
                        context.runtime()));
    return new CachedAuthenticator(own, answers, onUnavailable == OnUnavailable.ALLOW_ANONYMOUS);
  }

  private void check() {
    List<Fault> faults = new ArrayList<>();
    within("ttl", ttl, Duration.ZERO, DAY, faults);
    within("negative-ttl", negativeTtl, Duration.ZERO, DAY, faults);
    within("total-timeout", totalTimeout, Duration.ofMillis(1), Duration.ofMinutes(1), faults);
    within("stale-for", staleFor, Duration.ZERO, DAY, faults);
    if (maxEntries < 0) {
      faults.add(new Fault("max-entries", maxEntries + " (expected: 0 or more)"));
    }
    if (maxConcurrent < 1 || maxConcurrent > 1024) {
      faults.add(new Fault("max-concurrent", maxConcurrent + " (expected: 1 to 1024)"));
    }
    if (!faults.isEmpty()) {
      throw new InvalidSpecException(faults);
    }
  }

  private static void within(
      String key, Duration value, Duration least, Duration most, List<Fault> faults) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      faults.add(new Fault(key, value + " (expected: " + least + " to " + most + ")"));
    }
  }

  @Override
  public List<String> loosenings() {
    List<String> loosenings = new ArrayList<>(spec.loosenings());
    if (onUnavailable == OnUnavailable.STALE) {
      loosenings.add("on-unavailable: stale, credentials pass for " + staleFor + " unasked");
    }
    if (onUnavailable == OnUnavailable.ALLOW_ANONYMOUS) {
      loosenings.add(
          "on-unavailable: allow-anonymous, requests whose credentials nobody can judge pass as"
              + " anonymous");
    }
    return loosenings;
  }
}
