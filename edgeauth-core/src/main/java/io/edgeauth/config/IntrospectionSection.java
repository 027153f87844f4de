package io.edgeauth.config;

import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.authn.bound.SharedProofsSpec;
import io.edgeauth.authn.introspection.AnswerFormat;
import io.edgeauth.authn.introspection.Introspection;
import io.edgeauth.authn.remote.OnUnavailable;
import io.edgeauth.authn.remote.SharedAnswersSpec;
import io.edgeauth.outbound.BreakerSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code authenticators.*.introspection}. Used once. */
final class IntrospectionSection {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration INSTANT = Duration.ofMillis(1);
  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

  /** Called by nobody: it stands in for an address that has its problem. */
  private static final URI STAND_IN = URI.create("https://localhost/");

  private final Section section;
  private final Map<String, String> environment;
  private final Introspection introspection;
  private final @Nullable SharedAnswersSpec shared;
  private final boolean storeWritten;

  /**
   * Of one authenticator.
   *
   * @param shared the store that instances share; null where there is none, or it has its problem
   * @param storeWritten whether the configuration has one
   */
  IntrospectionSection(
      Section section,
      Map<String, String> environment,
      @Nullable SharedAnswersSpec shared,
      boolean storeWritten) {
    this.shared = shared;
    this.storeWritten = storeWritten;
    this.section = section;
    this.environment = environment;
    this.introspection = begin(section);
  }

  private static Introspection begin(Section section) {
    URI endpoint = endpoint(section);
    String issuer = section.has("issuer") ? section.requiredText("issuer") : null;
    if (issuer != null && issuer.isBlank()) {
      issuer = STAND_IN.toString(); // it has its problem
    }
    if (issuer == null) {
      if (endpoint == null) {
        section.problem(
            "endpoint", "missing (expected: an address; or issuer, whose metadata names it)");
      }
      return Introspection.endpoint(endpoint == null ? STAND_IN : endpoint);
    }
    return endpoint == null ? Introspection.issuer(issuer) : Introspection.issuer(issuer, endpoint);
  }

  private static @Nullable URI endpoint(Section section) {
    if (!section.has("endpoint")) {
      return null;
    }
    String text = section.text("endpoint");
    if (text == null) {
      return STAND_IN;
    }
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      section.problem("endpoint", "no address (expected: https://HOST/…)");
      return STAND_IN;
    }
  }

  AuthenticatorSpec read() {
    client();
    introspection.accept(section.choice("accept", AnswerFormat.class, AnswerFormat.JSON));
    introspection.audience(section.texts("audience", List.of()).toArray(String[]::new));
    ClaimsSection.required(section)
        .forEach(
            (path, values) -> introspection.requiredClaim(path, values.toArray(String[]::new)));
    introspection
        .connectTimeout(
            section.duration("connect-timeout", Duration.ofSeconds(1), INSTANT, MAX_TIMEOUT))
        .totalTimeout(
            section.duration("total-timeout", Duration.ofSeconds(2), INSTANT, MAX_TIMEOUT))
        .maxConcurrent(section.integer("max-concurrent", 64, 1, 1024));
    cache();
    breaker();
    introspection
        .onUnavailable(section.choice("on-unavailable", OnUnavailable.class, OnUnavailable.DENY))
        .staleFor(section.duration("stale-for", Duration.ofMinutes(5), Duration.ZERO, DAY))
        .claims(ClaimsSection.mapping(section));
    if (shared instanceof SharedProofsSpec proofs) {
      introspection.sharedProofs(proofs);
    }
    section.end();
    return introspection;
  }

  private void client() {
    ClientSection.read(
        section,
        environment,
        (id, method) -> introspection.clientId(id).clientAuth(method),
        introspection::clientSecret,
        introspection::clientKeyFile);
  }

  private void cache() {
    Section cache = section.sectionOrEmpty("cache");
    introspection
        .cache(
            cache.duration("ttl", Duration.ofSeconds(60), Duration.ZERO, DAY),
            cache.integer("max-entries", 100_000, 0, 10_000_000))
        .negativeTtl(cache.duration("negative-ttl", Duration.ofSeconds(10), Duration.ZERO, DAY));
    if (cache.flag("shared", false)) {
      share(cache);
    }
    cache.end();
  }

  private void share(Section cache) {
    if (shared != null) {
      introspection.shared(shared);
    } else if (!storeWritten) {
      cache.problem(
          "shared",
          "true, and there is no store (expected: a section redis beside authenticators)");
    }
  }

  private void breaker() {
    Section breaker = section.sectionOrEmpty("circuit-breaker");
    BreakerSettings defaults = BreakerSettings.DEFAULTS;
    Duration hour = Duration.ofHours(1);
    introspection.circuitBreaker(
        new BreakerSettings(
            breaker.integer("failure-rate", defaults.failureRate(), 1, 100),
            breaker.integer("minimum-calls", defaults.minimumCalls(), 1, 10_000),
            breaker.duration("window", defaults.window(), Duration.ofSeconds(1), hour),
            breaker.duration("open-for", defaults.openFor(), Duration.ofMillis(10), hour)));
    breaker.end();
  }
}
