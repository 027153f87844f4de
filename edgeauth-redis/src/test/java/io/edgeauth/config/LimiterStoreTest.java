package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.edgeauth.EdgeAuth;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** C01: {@code limiter: {store: redis}}, and what is told where it cannot be. */
final class LimiterStoreTest {

  private static final String CONFIGURATION =
      """
      edgeauth:
        %s
        limiter: %s
        rate-limits: {per-month: {key: ip, algorithm: fixed-window, permits: 5, per: month}}
        routes: [{path: /x, access: public, rate-limits: per-month}]
      """;

  private static final String REDIS = "redis: {uri: 'redis://:planted@planted-host:1'}";

  private final ClassLoader applications = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(applications);
  }

  /** A class path on which nobody offers these services. */
  private static final class Without extends ClassLoader {

    private final List<Class<?>> services;

    Without(ClassLoader parent, Class<?>... services) {
      super(parent);
      this.services = List.of(services);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      boolean hidden =
          services.stream().anyMatch(one -> name.equals("META-INF/services/" + one.getName()));
      return hidden ? Collections.emptyEnumeration() : super.getResources(name);
    }
  }

  private void hide(Class<?>... services) {
    Thread.currentThread().setContextClassLoader(new Without(applications, services));
  }

  private static List<String> told(String section, String limiter) {
    ConfigurationException refused =
        catchThrowableOfType(
            ConfigurationException.class,
            () ->
                EdgeAuth.builder()
                    .configuration("edgeauth.yaml", CONFIGURATION.formatted(section, limiter))
                    .onlyLooking()
                    .build()
                    .close());
    return refused == null
        ? List.of()
        : refused.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void start_sectionAndModule_nothingTold() {
    assertThat(told(REDIS, "{store: redis}")).isEmpty();
    assertThat(told(REDIS, "{store: local}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          -                                               | {store: redis}                          | edgeauth.limiter.store: redis, and no redis to count in (expected: a section redis)
          redis: {uri: 'redis://planted', timeout: 0ms}   | {store: redis}                          | edgeauth.redis.timeout: 0ms
          redis: {uri: 'http://planted'}                  | {store: redis}                          | edgeauth.redis.uri: no address (expected: redis://HOST:PORT
          redis: {}                                       | {store: redis}                          | edgeauth.redis.uri: missing (expected: such as redis://HOST:PORT)
          redis: {uri: 'redis://planted'}                 | {store: Redis}                          | edgeauth.limiter.store: Redis (expected: local or redis)
          redis: {uri: 'redis://planted'}                 | {store: memcached}                      | edgeauth.limiter.store: memcached (expected: local or redis)
          redis: {uri: 'redis://planted'}                 | {store: [redis]}                        | edgeauth.limiter.store:
          redis: {uri: 'redis://planted'}                 | {store: redis, on-store-failure: open}  | edgeauth.limiter.on-store-failure: open (expected: local, allow, deny)
          redis: {uri: 'redis://planted'}                 | {store: redis, max-keys: 999}           | edgeauth.limiter.max-keys: 999
          redis: {uri: 'redis://planted'}                 | {store: redis, uri: 'redis://planted'}  | edgeauth.limiter.uri: unknown key
          redis: {uri: 'redis://planted'}                 | {store: redis, on-store-failures: deny} | did you mean `on-store-failure`?
          """)
  void start_wrong_toldOnceWithItsPlace(String section, String limiter, String told) {
    assertThat(told(section.equals("-") ? "plans: {}" : section, limiter))
        .singleElement()
        .asString()
        .contains(told)
        .doesNotContain("planted");
  }

  @Test
  void start_moduleMissing_toldOnceAndNamesIt() {
    hide(SharedStoreProvider.class, RateLimiterProvider.class);
    assertThat(told(REDIS, "{store: redis}"))
        .singleElement()
        .asString()
        .contains("edgeauth.redis: edgeauth-redis is not on the class path")
        .contains("expected: the dependency io.edgeauth:edgeauth-redis")
        .doesNotContain("planted");
  }

  /** Of a time when it shared answers alone. */
  @Test
  void start_moduleTooOld_toldAtTheStore() {
    hide(RateLimiterProvider.class);
    assertThat(told(REDIS, "{store: redis}"))
        .singleElement()
        .asString()
        .contains("edgeauth.limiter.store: edgeauth-redis is not on the class path");
    assertThat(told(REDIS, "{store: local}")).isEmpty();
  }

  /** Kept by Redis, a month's count outlives the process; else that is said at start. */
  @Test
  void warnings_quotaInRedis_notNamed() {
    assertThat(warnings("{store: redis}")).isEmpty();
    assertThat(warnings("{store: local}"))
        .singleElement()
        .asString()
        .startsWith("edgeauth.rate-limits.per-month");
  }

  private static List<String> warnings(String limiter) {
    return SettingsFile.read(
            "edgeauth.yaml", CONFIGURATION.formatted(REDIS, limiter), Map.of(), new Problems())
        .warnings();
  }
}
