package io.edgeauth.authn.apikey;

import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.AuthenticatorContext;
import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.InvalidSpecException;
import io.edgeauth.authn.InvalidSpecException.Fault;
import io.edgeauth.http.HeaderName;
import io.edgeauth.keys.Secret;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.Leases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what an authenticator of API keys accepts, and where the keys are kept: in memory, unless it
 * is said. Not for sharing between threads.
 */
public final class ApiKeySpec implements AuthenticatorSpec {

  private static final Duration DAY = Duration.ofDays(1);

  private record MemoryOf(String authenticator) implements ApiKeyStoreSpec {
    @Override
    public ApiKeyStore open(EdgeRuntime runtime) {
      return new MemoryStore();
    }
  }

  private record PepperLease(List<Secret> secrets) {}

  private record DirectoryLease(
      String authenticator, ApiKeyStoreSpec store, KeyCacheSettings cache, Duration flush) {}

  private final String prefix;
  private String header = "X-API-Key";
  private @Nullable String queryParameter;
  private List<Secret> peppers = List.of();
  private @Nullable Duration lifetime = Duration.ofDays(90);
  private @Nullable ApiKeyStoreSpec store;
  private Duration ttl = Duration.ofSeconds(30);
  private int maxEntries = 100_000;
  private Duration staleFor = Duration.ZERO;
  private Duration flushInterval = Duration.ofSeconds(10);

  ApiKeySpec(String prefix) {
    this.prefix = prefix;
  }

  /**
   * Sets the header that keys come in.
   *
   * @param name by default {@code X-API-Key}
   * @return this
   */
  public ApiKeySpec header(String name) {
    header = name;
    return this;
  }

  /**
   * Lets keys come in a parameter of the query too, where logs of others keep them. It is removed
   * from what is forwarded.
   *
   * @param name such as {@code api_key}
   * @return this
   */
  public ApiKeySpec queryParameter(String name) {
    queryParameter = name;
    return this;
  }

  /**
   * Keeps keys as HMAC-SHA-256 in place of SHA-256.
   *
   * @param secrets the newest first: it hashes new keys, and all of them find old ones
   * @return this
   */
  public ApiKeySpec pepper(Secret... secrets) {
    peppers = List.of(secrets);
    return this;
  }

  /**
   * Sets how long new keys are good unless they say otherwise.
   *
   * @param duration by default 90 days; null for without end
   * @return this
   */
  public ApiKeySpec expiresIn(@Nullable Duration duration) {
    lifetime = duration;
    return this;
  }

  /**
   * Sets where keys are kept.
   *
   * @param spec by default the memory of this process, which forgets them
   * @return this
   */
  public ApiKeySpec store(ApiKeyStoreSpec spec) {
    store = spec;
    return this;
  }

  /**
   * Sets how long what a store said is believed, where the store is not in memory itself.
   *
   * @param duration by default 30 seconds; up to a day, zero for not at all
   * @param entries how many keys are remembered, by default 100 000
   * @return this
   */
  public ApiKeySpec cache(Duration duration, int entries) {
    ttl = duration;
    maxEntries = entries;
    return this;
  }

  /**
   * Believes what a store said for longer while it is out of reach. Unless it is said, requests get
   * 503 then.
   *
   * @param duration how much longer than the cache does, up to a day
   * @return this
   */
  public ApiKeySpec staleFor(Duration duration) {
    staleFor = duration;
    return this;
  }

  /**
   * Sets how often uses are taken to the store: what an instance loses when it is killed.
   *
   * @param duration by default 10 seconds
   * @return this
   */
  public ApiKeySpec usageFlushInterval(Duration duration) {
    flushInterval = duration;
    return this;
  }

  @Override
  public Authenticator create(AuthenticatorContext context) {
    check();
    EdgeRuntime runtime = context.runtime();
    Leases leases = runtime.leases();
    ApiKeyFormat format = ApiKeyFormat.of(prefix);
    Peppers inForce = peppers(leases, runtime);
    ApiKeyStoreSpec kept = store == null ? new MemoryOf(context.name()) : store;
    KeyCacheSettings cache = new KeyCacheSettings(ttl, maxEntries, staleFor);
    KeyDirectory directory =
        leases.take(
            new DirectoryLease(context.name(), kept, cache, flushInterval),
            () ->
                new KeyDirectory(
                    context.name(),
                    leases.take((Record) kept, () -> kept.open(runtime)),
                    cache,
                    flushInterval,
                    runtime));
    List<Carrier> carriers = new ArrayList<>(List.of(Carrier.header(header)));
    if (queryParameter != null) {
      carriers.add(Carrier.query(queryParameter));
    }
    return new ApiKeyAuthenticator(
        carriers,
        context.maxCredentialLength(),
        format,
        inForce,
        directory,
        new ApiKeyRules(runtime.clock(), context.clientAddresses()),
        new ApiKeys(
            format,
            inForce,
            directory,
            lifetime,
            runtime.clock(),
            new KeyChanges(context.name(), runtime.events(), null)),
        context.realm());
  }

  private Peppers peppers(Leases leases, EdgeRuntime runtime) {
    try {
      return leases.take(new PepperLease(peppers), () -> new Peppers(peppers, runtime));
    } catch (IllegalArgumentException e) {
      throw new InvalidSpecException(List.of(new Fault("pepper", String.valueOf(e.getMessage()))));
    }
  }

  private void check() {
    List<Fault> faults = new ArrayList<>();
    if (!ApiKeyFormat.isPrefix(prefix)) {
      faults.add(
          new Fault("prefix", "not 1 to 32 letters, digits, - and _ (expected: such as ck_live_)"));
    }
    if (!HeaderName.isToken(header)) {
      faults.add(new Fault("header", "no header's name (expected: such as X-API-Key)"));
    }
    if (queryParameter != null && !HeaderName.isToken(queryParameter)) {
      faults.add(new Fault("query-parameter", "no name (expected: such as api_key)"));
    }
    if (lifetime != null && (lifetime.isNegative() || lifetime.isZero())) {
      faults.add(new Fault("expires-in", lifetime + " (expected: such as 90d, or never)"));
    }
    within("cache.ttl", ttl, Duration.ZERO, DAY, faults);
    within("stale-for", staleFor, Duration.ZERO, DAY, faults);
    within("usage-flush-interval", flushInterval, Duration.ofMillis(100), DAY, faults);
    if (maxEntries < 0) {
      faults.add(new Fault("cache.max-entries", maxEntries + " (expected: 0 or more)"));
    }
    if (store != null && !(store instanceof Record)) {
      faults.add(new Fault("store", "no record (expected: one, so that equal stores are shared)"));
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
    List<String> loosenings = new ArrayList<>();
    if (queryParameter != null) {
      loosenings.add("query-parameter: keys in addresses, which logs and histories keep");
    }
    if (!staleFor.isZero()) {
      loosenings.add("on-unavailable: stale, keys pass for " + staleFor + " unasked");
    }
    return loosenings;
  }
}
