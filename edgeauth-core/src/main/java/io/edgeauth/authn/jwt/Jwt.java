package io.edgeauth.authn.jwt;

import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.AuthenticatorContext;
import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.ClaimMapping;
import io.edgeauth.authn.InvalidSpecException;
import io.edgeauth.authn.InvalidSpecException.Fault;
import io.edgeauth.authn.bound.BoundSettings;
import io.edgeauth.authn.bound.BoundTokens;
import io.edgeauth.authn.bound.Dpop;
import io.edgeauth.authn.bound.SenderConstrained;
import io.edgeauth.authn.bound.SharedProofsSpec;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.keys.KeySet;
import io.edgeauth.keys.KeySets;
import io.edgeauth.keys.RemoteKeySettings;
import io.edgeauth.keys.Secret;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.runtime.EdgeRuntime;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says which JWTs are accepted: those of one issuer, for one audience, under keys and algorithms
 * that are known before any token comes.
 *
 * <pre>{@code
 * Jwt.issuer("https://id.example.com").audience("api")
 * }</pre>
 *
 * <p>Keys come from the issuer's metadata unless one of {@link #jwksUri}, {@link #jwksFile} and
 * {@link #secret} says otherwise. Not for sharing between threads while it is filled.
 */
public final class Jwt implements AuthenticatorSpec {

  private final String issuer;
  private final Set<String> audience = new LinkedHashSet<>();
  private boolean anyAudience;
  private @Nullable URI jwksUri;
  private @Nullable Path jwksFile;
  private List<Secret> secrets = List.of();
  private List<JwsAlgorithm> algorithms = List.of();
  private Set<String> types = Set.of();
  private final Map<ClaimPath, Set<String>> requiredClaims = new LinkedHashMap<>();
  private Duration clockSkew = Duration.ofSeconds(60);
  private @Nullable Duration maxLifetime;
  private boolean missingExpiry;
  private List<Carrier> tokenFrom = List.of(Carrier.AUTHORIZATION);
  private int verifiedCacheEntries = 10_000;
  private ClaimMapping claims = ClaimMapping.DEFAULTS;
  private Jwks jwks = Jwks.defaults();
  private @Nullable Path denyList;
  private SenderConstrained senderConstrained = SenderConstrained.ACCEPT;
  private Dpop dpop = Dpop.DEFAULTS;
  private @Nullable SharedProofsSpec sharedProofs;

  private Jwt(String issuer) {
    this.issuer = issuer;
  }

  /**
   * Begins with the issuer.
   *
   * @param issuer compared exactly with {@code iss}; tokens of another are not this authenticator's
   * @return what is to be filled
   */
  public static Jwt issuer(String issuer) {
    return new Jwt(issuer);
  }

  /**
   * Whom tokens must be meant for.
   *
   * @param values any one of them must be in {@code aud}
   * @return this
   */
  public Jwt audience(String... values) {
    Collections.addAll(audience, values);
    return this;
  }

  /**
   * Accepts tokens for anybody: what another service was given works here too.
   *
   * @return this
   */
  public Jwt allowAnyAudience() {
    anyAudience = true;
    return this;
  }

  /**
   * Fetches the keys from an address.
   *
   * @param address of a JWK set, over TLS unless it is on loopback or its host is named in {@code
   *     outbound.allow-http}
   * @return this
   */
  public Jwt jwksUri(URI address) {
    jwksUri = address;
    return this;
  }

  /**
   * Reads the keys from a file, which is watched.
   *
   * @param file a JWK set
   * @return this
   */
  public Jwt jwksFile(Path file) {
    jwksFile = file;
    return this;
  }

  /**
   * Verifies by secrets that are shared with the issuer: HS256, HS384, HS512.
   *
   * @param values of 32 bytes or more; any of them verifies
   * @return this
   */
  public Jwt secret(Secret... values) {
    secrets = List.of(values);
    return this;
  }

  /**
   * Sets the algorithms that are accepted: by default RS256 and ES256, with secrets HS256.
   *
   * @param values the algorithms
   * @return this
   */
  public Jwt algorithms(JwsAlgorithm... values) {
    algorithms = List.copyOf(new LinkedHashSet<>(List.of(values)));
    return this;
  }

  /**
   * Sets the values of {@code typ} that are accepted, {@code at+jwt} for RFC 9068. By default any
   * but those that mark tokens for another purpose.
   *
   * @param values the types; case and {@code application/} do not count
   * @return this
   */
  public Jwt types(String... values) {
    Set<String> plain = new LinkedHashSet<>();
    for (String value : values) {
      plain.add(JwtHeaderRules.plain(value));
    }
    types = plain;
    return this;
  }

  /**
   * Asks for a claim.
   *
   * @param claim where it stands
   * @param values it must be one of them, or an array that holds one
   * @return this
   */
  public Jwt requiredClaim(ClaimPath claim, String... values) {
    requiredClaims.put(claim, Set.of(values));
    return this;
  }

  /**
   * Sets by how much the issuer's clock may differ from ours.
   *
   * @param value 0 to 10 minutes, by default 60 seconds
   * @return this
   */
  public Jwt clockSkew(Duration value) {
    clockSkew = value;
    return this;
  }

  /**
   * Refuses tokens that live longer.
   *
   * @param value the longest time from {@code iat} to {@code exp}
   * @return this
   */
  public Jwt maxLifetime(Duration value) {
    maxLifetime = value;
    return this;
  }

  /**
   * Accepts tokens that never expire.
   *
   * @return this
   */
  public Jwt allowMissingExpiry() {
    missingExpiry = true;
    return this;
  }

  /**
   * Sets where tokens are looked for, by default the {@code Authorization} header alone.
   *
   * @param values the carriers; a token in more than one of them is refused
   * @return this
   */
  public Jwt tokenFrom(Carrier... values) {
    tokenFrom = List.copyOf(new LinkedHashSet<>(List.of(values)));
    return this;
  }

  /**
   * Sets how many verified tokens are remembered.
   *
   * @param maxEntries by default 10 000; 0 remembers none
   * @return this
   */
  public Jwt verifiedCache(int maxEntries) {
    verifiedCacheEntries = maxEntries;
    return this;
  }

  /**
   * Sets where claims are found.
   *
   * @param mapping the paths
   * @return this
   */
  public Jwt claims(ClaimMapping mapping) {
    claims = mapping;
    return this;
  }

  /**
   * Sets how often, and within which bounds, keys are fetched.
   *
   * @param settings by default {@link Jwks#defaults()}
   * @return this
   */
  public Jwt jwks(Jwks settings) {
    jwks = settings;
    return this;
  }

  /**
   * Refuses what a file names, which is watched: {@code jti:VALUE}, {@code sub:VALUE} and {@code
   * sub:VALUE before TIME}, one on each line. What changes more often is told to {@code
   * EdgeAuth.deny}, with or without such a file.
   *
   * @param file in UTF-8
   * @return this
   */
  public Jwt denyList(Path file) {
    denyList = file;
    return this;
  }

  /**
   * Sets whether tokens must be bound to their sender. One that is bound is held to it in any case.
   *
   * @param value by default {@link SenderConstrained#ACCEPT}
   * @return this
   */
  public Jwt senderConstrained(SenderConstrained value) {
    senderConstrained = value;
    return this;
  }

  /**
   * Sets which DPoP proofs are accepted.
   *
   * @param settings by default {@link Dpop#DEFAULTS}
   * @return this
   */
  public Jwt dpop(Dpop settings) {
    dpop = settings;
    return this;
  }

  /**
   * Sets a store that remembers DPoP proofs for other instances too.
   *
   * @param store such as {@code RedisStore.at(uri)} of {@code edgeauth-redis}
   * @return this
   */
  public Jwt sharedProofs(SharedProofsSpec store) {
    sharedProofs = store;
    return this;
  }

  @Override
  public Authenticator create(AuthenticatorContext context) {
    JwtSettings settings = settings();
    RemoteKeySettings remote = remoteKeys(context.outbound());
    List<Fault> faults =
        JwtFaults.of(settings, anyAudience, remote, jwksFile != null, !secrets.isEmpty());
    if (!faults.isEmpty()) {
      throw new InvalidSpecException(faults);
    }
    List<Fault> unreadable = new ArrayList<>();
    KeySet keys = keySet(remote, context.runtime(), unreadable);
    DenyList denials =
        readable(
            "deny-list",
            () -> DenyList.open(context.name(), denyList, context.runtime()),
            unreadable);
    if (keys == null || denials == null) {
      throw new InvalidSpecException(unreadable);
    }
    BoundSettings sender = new BoundSettings(senderConstrained, dpop, clockSkew, sharedProofs);
    BoundTokens bound = BoundTokens.open(sender, context);
    return new JwtAuthenticator(
        settings, keys, denials, bound, context.maxCredentialLength(), context.runtime());
  }

  private JwtSettings settings() {
    return new JwtSettings(
        issuer,
        Set.copyOf(audience),
        effectiveAlgorithms(),
        Set.copyOf(types),
        Collections.unmodifiableMap(new LinkedHashMap<>(requiredClaims)),
        clockSkew,
        maxLifetime,
        missingExpiry,
        tokenFrom,
        verifiedCacheEntries,
        jwks.totalTimeout(),
        claims);
  }

  private List<JwsAlgorithm> effectiveAlgorithms() {
    if (!algorithms.isEmpty()) {
      return algorithms;
    }
    return secrets.isEmpty()
        ? List.of(JwsAlgorithm.RS256, JwsAlgorithm.ES256)
        : List.of(JwsAlgorithm.HS256);
  }

  private @Nullable KeySet keySet(
      RemoteKeySettings remote, EdgeRuntime runtime, List<Fault> faults) {
    if (!secrets.isEmpty()) {
      return readable("secret", () -> KeySets.secrets(secrets, runtime), faults);
    }
    Path file = jwksFile;
    return file == null
        ? KeySets.remote(remote, runtime)
        : readable("jwks-file", () -> KeySets.file(file, runtime), faults);
  }

  /** What a source gives, or null and one fault more. */
  private static <T> @Nullable T readable(String key, Supplier<T> source, List<Fault> faults) {
    try {
      return source.get();
    } catch (IllegalArgumentException e) {
      faults.add(new Fault(key, String.valueOf(e.getMessage())));
      return null;
    }
  }

  private RemoteKeySettings remoteKeys(OutboundSettings outbound) {
    return new RemoteKeySettings(
        issuer,
        jwksUri,
        jwks.refreshInterval(),
        jwks.cooldown(),
        jwks.staleFor(),
        jwks.connectTimeout(),
        jwks.totalTimeout(),
        jwks.maxSize(),
        outbound);
  }

  @Override
  public List<String> loosenings() {
    List<String> loosenings = new ArrayList<>();
    if (anyAudience) {
      loosenings.add("allow-any-audience: tokens that were meant for other services are accepted");
    }
    if (missingExpiry) {
      loosenings.add("allow-missing-expiry: tokens that never expire are accepted");
    }
    for (Carrier carrier : tokenFrom) {
      if (carrier.kind() == Carrier.Kind.QUERY) {
        loosenings.add(
            "token-from: tokens are read from addresses, which end up in logs and histories");
      }
    }
    return loosenings;
  }
}
