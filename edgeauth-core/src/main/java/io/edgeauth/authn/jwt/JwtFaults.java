package io.edgeauth.authn.jwt;

import io.edgeauth.authn.InvalidSpecException.Fault;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.keys.JwsAlgorithm.KeyType;
import io.edgeauth.keys.RemoteKeySettings;
import io.edgeauth.outbound.OutboundAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds everything that is wrong with what a {@link Jwt} says. */
final class JwtFaults {

  private final List<Fault> faults = new ArrayList<>();

  private JwtFaults() {}

  static List<Fault> of(
      JwtSettings settings,
      boolean anyAudience,
      RemoteKeySettings remote,
      boolean hasFile,
      boolean hasSecret) {
    JwtFaults faults = new JwtFaults();
    faults.claims(settings, anyAudience);
    faults.times(settings, remote);
    faults.sources(remote, hasFile, hasSecret);
    faults.algorithms(settings, hasSecret);
    return faults.faults;
  }

  private void claims(JwtSettings settings, boolean anyAudience) {
    Set<String> audience = settings.audience();
    expect(!settings.issuer().isBlank(), "issuer", "missing (expected: the exact value of iss)");
    boolean wild = audience.stream().anyMatch(one -> one.isBlank() || one.equals("*"));
    expect(
        !wild,
        "audience",
        "* or empty (expected: who is meant, such as api; or allow-any-audience)");
    expect(
        !audience.isEmpty() || anyAudience,
        "audience",
        "missing (expected: who is meant, such as api; or allow-any-audience)");
    expect(
        audience.isEmpty() || !anyAudience,
        "allow-any-audience",
        "beside an audience (expected: one of the two)");
    expect(
        settings.requiredClaims().values().stream().noneMatch(Set::isEmpty),
        "required-claims",
        "a claim without values (expected: at least one)");
    expect(
        settings.types().stream().noneMatch(String::isBlank),
        "types",
        "an empty type (expected: such as at+jwt; or leave the key out)");
    expect(
        !settings.tokenFrom().isEmpty(),
        "token-from",
        "empty (expected: header, cookie:NAME or query:NAME)");
    expect(
        settings.verifiedCacheEntries() >= 0 && settings.verifiedCacheEntries() <= 10_000_000,
        "verified-cache",
        settings.verifiedCacheEntries() + " (expected: 0 to 10000000)");
  }

  private void times(JwtSettings settings, RemoteKeySettings remote) {
    within("clock-skew", settings.clockSkew(), Duration.ZERO, Duration.ofMinutes(10));
    Duration maxLifetime = settings.maxLifetime();
    expect(
        maxLifetime == null || maxLifetime.compareTo(Duration.ZERO) > 0,
        "max-lifetime",
        "" + maxLifetime + " (expected: more than 0s)");
    within(
        "jwks.refresh-interval",
        remote.refreshInterval(),
        Duration.ofSeconds(30),
        Duration.ofHours(24));
    within("jwks.cooldown", remote.cooldown(), Duration.ofSeconds(1), Duration.ofHours(1));
    within("jwks.stale-for", remote.staleFor(), Duration.ZERO, Duration.ofDays(30));
    expect(
        remote.cooldown().compareTo(remote.refreshInterval()) <= 0,
        "jwks.cooldown",
        "" + remote.cooldown() + " (expected: at most refresh-interval)");
    Duration least = Duration.ofMillis(1);
    Duration most = Duration.ofMinutes(1);
    within("jwks.connect-timeout", remote.connectTimeout(), least, most);
    within("jwks.total-timeout", remote.totalTimeout(), least, most);
    boolean sized = remote.maxSize() >= 1024 && remote.maxSize() <= 16 * 1024 * 1024;
    expect(sized, "jwks.max-size", remote.maxSize() + " (expected: 1KB to 16MB)");
  }

  private void within(String key, Duration value, Duration least, Duration most) {
    boolean right = value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    expect(right, key, value + " (expected: " + least + " to " + most + ")");
  }

  private void sources(RemoteKeySettings remote, boolean hasFile, boolean hasSecret) {
    int sources = (remote.jwksUri() == null ? 0 : 1) + (hasFile ? 1 : 0) + (hasSecret ? 1 : 0);
    expect(
        sources <= 1,
        "jwks-uri",
        "beside jwks-file or secret (expected: at most one of the three)");
    if (hasFile || hasSecret) {
      return;
    }
    String key = remote.jwksUri() == null ? "issuer" : "jwks-uri";
    try {
      URI address = remote.jwksUri() == null ? URI.create(remote.issuer()) : remote.jwksUri();
      String fault = OutboundAddress.fault(address, remote.outbound().allowHttp());
      expect(fault == null, key, String.valueOf(fault));
    } catch (IllegalArgumentException e) {
      expect(
          false,
          key,
          "no address, and no other source of keys (expected: https://HOST/…, or jwks-uri, jwks-file or secret)");
    }
  }

  private void algorithms(JwtSettings settings, boolean hasSecret) {
    boolean symmetric = settings.algorithms().stream().anyMatch(JwtFaults::isSymmetric);
    boolean asymmetric = !settings.algorithms().stream().allMatch(JwtFaults::isSymmetric);
    expect(
        !symmetric || hasSecret,
        "algorithms",
        "HS without a secret (expected: RS, PS, ES or EdDSA)");
    expect(
        !asymmetric || !hasSecret,
        "algorithms",
        "not HS with a secret (expected: HS256, HS384 or HS512)");
  }

  private static boolean isSymmetric(JwsAlgorithm algorithm) {
    return algorithm.keyType() == KeyType.SECRET;
  }

  private void expect(boolean right, String key, String message) {
    if (!right) {
      faults.add(new Fault(key, message));
    }
  }
}
