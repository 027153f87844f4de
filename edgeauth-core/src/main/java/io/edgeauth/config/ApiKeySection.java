package io.edgeauth.config;

import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.authn.apikey.ApiKeySpec;
import io.edgeauth.authn.apikey.ApiKeys;
import io.edgeauth.keys.Secret;
import java.time.Duration;
import java.util.Map;

/** Reads {@code authenticators.*.api-key}. Used once. */
final class ApiKeySection {

  private static final Duration DAY = Duration.ofDays(1);
  private static final String NEVER = "never";

  private enum OnUnavailable {
    DENY,
    STALE
  }

  private final Section section;
  private final Map<String, String> environment;
  private final ApiKeySpec keys;

  ApiKeySection(Section section, Map<String, String> environment) {
    this.section = section;
    this.environment = environment;
    this.keys = ApiKeys.prefix(prefix(section));
  }

  /** A missing one has its problem, and is none for its form as well. */
  private static String prefix(Section section) {
    String prefix = section.requiredText("prefix");
    return prefix.isBlank() ? "missing" : prefix;
  }

  AuthenticatorSpec read() {
    String header = section.text("header");
    if (header != null) {
      keys.header(header);
    }
    String parameter = section.text("query-parameter");
    if (parameter != null) {
      keys.queryParameter(parameter);
    }
    keys.pepper(section.several("pepper").secrets(environment).toArray(Secret[]::new));
    lifetime();
    Section store = section.section("store");
    if (store != null) {
      new ApiKeyStores(environment).read(store).ifPresent(keys::store);
    }
    cache();
    keys.usageFlushInterval(
        section.duration(
            "usage-flush-interval", Duration.ofSeconds(10), Duration.ofMillis(100), DAY));
    section.end();
    return keys;
  }

  private void lifetime() {
    if (NEVER.equals(section.text("expires-in"))) {
      keys.expiresIn(null);
      return;
    }
    keys.expiresIn(
        section.duration(
            "expires-in", Duration.ofDays(90), Duration.ofMillis(1), Duration.ofDays(36_525)));
  }

  private void cache() {
    Section cache = section.sectionOrEmpty("cache");
    keys.cache(
        cache.duration("ttl", Duration.ofSeconds(30), Duration.ZERO, DAY),
        cache.integer("max-entries", 100_000, 0, 10_000_000));
    cache.end();
    boolean stale =
        section.choice("on-unavailable", OnUnavailable.class, OnUnavailable.DENY)
            == OnUnavailable.STALE;
    Duration staleFor = section.duration("stale-for", Duration.ofMinutes(5), Duration.ZERO, DAY);
    keys.staleFor(stale ? staleFor : Duration.ZERO);
  }
}
