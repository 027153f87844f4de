package io.edgeauth.authn.introspection;

import io.edgeauth.authn.InvalidSpecException.Fault;
import io.edgeauth.authn.remote.RemoteSettings;
import io.edgeauth.oauth.ClientCredentials;
import io.edgeauth.outbound.BreakerSettings;
import io.edgeauth.outbound.OutboundAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds everything that is wrong with what an {@link Introspection} says. */
final class IntrospectionFaults {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration INSTANT = Duration.ofMillis(1);
  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

  private final List<Fault> faults = new ArrayList<>();

  private IntrospectionFaults() {}

  static List<Fault> of(IntrospectionSettings settings) {
    IntrospectionFaults faults = new IntrospectionFaults();
    faults.addresses(settings);
    faults.faults.addAll(of(settings.client().faults()));
    faults.claims(settings);
    faults.within("connect-timeout", settings.connectTimeout(), INSTANT, MAX_TIMEOUT);
    faults.remote(settings.remote());
    faults.breaker(settings.remote().breaker());
    return faults.faults;
  }

  static List<Fault> of(List<ClientCredentials.Fault> client) {
    return client.stream().map(fault -> new Fault(fault.key(), fault.message())).toList();
  }

  private void addresses(IntrospectionSettings settings) {
    URI endpoint = settings.endpoint();
    String issuer = settings.issuer();
    Set<String> allowHttp = settings.outbound().allowHttp();
    expect(
        endpoint != null || issuer != null,
        "endpoint",
        "missing (expected: an address; or issuer, whose metadata names it)");
    if (endpoint != null) {
      address("endpoint", endpoint, allowHttp);
    }
    boolean called = endpoint == null || settings.accept() == AnswerFormat.JWT;
    if (issuer != null && called) {
      address("issuer", uri(issuer), allowHttp);
    } else if (issuer != null) {
      expect(!issuer.isBlank(), "issuer", "empty (expected: the exact value of iss)");
    }
    expect(
        settings.accept() == AnswerFormat.JSON || issuer != null,
        "accept",
        "jwt without issuer (expected: issuer, whose keys verify the answers; or json)");
  }

  private static @Nullable URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void address(String key, @Nullable URI address, Set<String> allowHttp) {
    String fault =
        address == null
            ? "no address (expected: https://HOST/…)"
            : OutboundAddress.fault(address, allowHttp);
    expect(fault == null, key, String.valueOf(fault));
  }

  private void claims(IntrospectionSettings settings) {
    boolean wild = settings.audience().stream().anyMatch(one -> one.isBlank() || one.equals("*"));
    expect(
        !wild,
        "audience",
        "* or empty (expected: who is meant, such as api; or leave the key out)");
    expect(
        settings.requiredClaims().values().stream().noneMatch(Set::isEmpty),
        "required-claims",
        "a claim without values (expected: at least one)");
  }

  private void remote(RemoteSettings remote) {
    within("total-timeout", remote.totalTimeout(), INSTANT, MAX_TIMEOUT);
    within("max-concurrent", remote.maxConcurrent(), 1, 1024);
    within("cache.ttl", remote.ttl(), Duration.ZERO, DAY);
    within("cache.negative-ttl", remote.negativeTtl(), Duration.ZERO, DAY);
    within("cache.max-entries", remote.maxEntries(), 0, 10_000_000);
    within("stale-for", remote.staleFor(), Duration.ZERO, DAY);
  }

  private void breaker(BreakerSettings breaker) {
    within("circuit-breaker.failure-rate", breaker.failureRate(), 1, 100);
    within("circuit-breaker.minimum-calls", breaker.minimumCalls(), 1, 10_000);
    within("circuit-breaker.window", breaker.window(), Duration.ofSeconds(1), Duration.ofHours(1));
    within(
        "circuit-breaker.open-for", breaker.openFor(), Duration.ofMillis(10), Duration.ofHours(1));
  }

  private void within(String key, Duration value, Duration least, Duration most) {
    boolean right = value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    expect(right, key, value + " (expected: " + least + " to " + most + ")");
  }

  private void within(String key, int value, int least, int most) {
    expect(
        value >= least && value <= most, key, value + " (expected: " + least + " to " + most + ")");
  }

  private void expect(boolean right, String key, String message) {
    if (!right) {
      faults.add(new Fault(key, message));
    }
  }
}
