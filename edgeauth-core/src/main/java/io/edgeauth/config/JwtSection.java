package io.edgeauth.config;

import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.bound.Dpop;
import io.edgeauth.authn.bound.SenderConstrained;
import io.edgeauth.authn.bound.SharedProofsSpec;
import io.edgeauth.authn.jwt.Jwks;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.authn.remote.SharedAnswersSpec;
import io.edgeauth.http.HeaderName;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.keys.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code authenticators.*.jwt}. Used once. */
final class JwtSection {

  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

  private final Section section;
  private final Map<String, String> environment;
  private final @Nullable SharedAnswersSpec shared;
  private final Jwt jwt;

  /**
   * Of one authenticator.
   *
   * @param shared the store that instances share; null where there is none, or it has its problem
   */
  JwtSection(Section section, Map<String, String> environment, @Nullable SharedAnswersSpec shared) {
    this.shared = shared;
    this.section = section;
    this.environment = environment;
    this.jwt = Jwt.issuer(section.requiredText("issuer"));
  }

  AuthenticatorSpec read() {
    audience();
    keys();
    algorithms();
    jwt.types(section.texts("types", List.of()).toArray(String[]::new));
    ClaimsSection.required(section).forEach(this::requiredClaim);
    jwt.clockSkew(
        section.duration(
            "clock-skew", Duration.ofSeconds(60), Duration.ZERO, Duration.ofMinutes(10)));
    Duration maxLifetime = section.duration("max-lifetime");
    if (maxLifetime != null) {
      jwt.maxLifetime(maxLifetime);
    }
    if (section.flag("allow-missing-expiry", false)) {
      jwt.allowMissingExpiry();
    }
    tokenFrom();
    jwks();
    Section cache = section.sectionOrEmpty("verified-cache");
    jwt.verifiedCache(cache.integer("max-entries", 10_000, 0, 10_000_000));
    cache.end();
    jwt.claims(ClaimsSection.mapping(section));
    Path denyList = section.file("deny-list");
    if (denyList != null) {
      jwt.denyList(denyList);
    }
    bound();
    section.end();
    return jwt;
  }

  /** Where there is a store that instances share, it remembers proofs for all of them. */
  private void bound() {
    jwt.senderConstrained(
        section.choice("sender-constrained", SenderConstrained.class, SenderConstrained.ACCEPT));
    Section dpop = section.sectionOrEmpty("dpop");
    jwt.dpop(
        new Dpop(
            dpop.duration(
                "proof-lifetime",
                Dpop.DEFAULTS.proofLifetime(),
                Dpop.MIN_LIFETIME,
                Dpop.MAX_LIFETIME),
            dpop.flag("nonce", false)));
    dpop.end();
    if (shared instanceof SharedProofsSpec proofs) {
      jwt.sharedProofs(proofs);
    }
  }

  private void audience() {
    List<String> audience = section.texts("audience", List.of());
    jwt.audience(audience.toArray(String[]::new));
    if (section.flag("allow-any-audience", false)) {
      jwt.allowAnyAudience();
    }
  }

  private void keys() {
    String address = section.text("jwks-uri");
    if (address != null) {
      try {
        jwt.jwksUri(URI.create(address));
      } catch (IllegalArgumentException e) {
        section.problem("jwks-uri", "no address (expected: https://HOST/…)");
      }
    }
    Path file = section.file("jwks-file");
    if (file != null) {
      jwt.jwksFile(file);
    }
    jwt.secret(section.several("secret").secrets(environment).toArray(Secret[]::new));
  }

  private void algorithms() {
    List<JwsAlgorithm> algorithms = new ArrayList<>();
    List<String> names = section.texts("algorithms", List.of());
    for (String name : names) {
      JwsAlgorithm algorithm = JwsAlgorithm.of(name);
      if (algorithm == null) {
        String known =
            Arrays.stream(JwsAlgorithm.values())
                .map(JwsAlgorithm::header)
                .collect(Collectors.joining(", "));
        section.problem("algorithms", Shown.text(name) + " (expected: of " + known + ")");
      } else {
        algorithms.add(algorithm);
      }
    }
    if (section.has("algorithms") && names.isEmpty()) {
      section.problem(
          "algorithms", "none (expected: leave the key out for the default, or name some)");
    }
    jwt.algorithms(algorithms.toArray(JwsAlgorithm[]::new));
  }

  private void requiredClaim(ClaimPath path, List<String> values) {
    jwt.requiredClaim(path, values.toArray(String[]::new));
  }

  private void tokenFrom() {
    List<Carrier> carriers = new ArrayList<>();
    for (String text : section.texts("token-from", List.of("header"))) {
      if (text.equals("header")) {
        carriers.add(Carrier.AUTHORIZATION);
      } else if (text.startsWith("cookie:") && HeaderName.isToken(text.substring(7))) {
        carriers.add(Carrier.cookie(text.substring(7)));
      } else if (text.startsWith("query:") && HeaderName.isToken(text.substring(6))) {
        carriers.add(Carrier.query(text.substring(6)));
      } else {
        section.problem(
            "token-from", Shown.text(text) + " (expected: header, cookie:NAME or query:NAME)");
      }
    }
    jwt.tokenFrom(carriers.toArray(Carrier[]::new));
  }

  /** The ranges are those of {@link Jwks}; here they are told with the line of each key. */
  private void jwks() {
    Section jwks = section.sectionOrEmpty("jwks");
    Duration day = Duration.ofDays(1);
    Duration second = Duration.ofSeconds(1);
    Duration instant = Duration.ofMillis(1);
    jwt.jwks(
        Jwks.defaults()
            .refreshInterval(
                jwks.duration(
                    "refresh-interval", Duration.ofMinutes(5), second.multipliedBy(30), day))
            .cooldown(
                jwks.duration("cooldown", second.multipliedBy(30), second, Duration.ofHours(1)))
            .staleFor(jwks.duration("stale-for", day, Duration.ZERO, day.multipliedBy(30)))
            .connectTimeout(
                jwks.duration("connect-timeout", second.multipliedBy(2), instant, MAX_TIMEOUT))
            .totalTimeout(
                jwks.duration("total-timeout", second.multipliedBy(5), instant, MAX_TIMEOUT))
            .maxSize(jwks.size("max-size", 512 * 1024, 1024, 16 * 1024 * 1024)));
    jwks.end();
  }
}
