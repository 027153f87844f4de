package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.ratelimit.Algorithm;
import io.edgeauth.ratelimit.LimitKey;
import io.edgeauth.ratelimit.LimitPeriod;
import io.edgeauth.ratelimit.LimiterSettings;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.StoreFailure;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LimitsSectionTest {

  private static final String REST =
      """

        authenticators: {user: {jwt: {issuer: https://id.example.com, audience: api}}}
        routes: [{path: /x, access: public}]
      """;

  private final Problems problems = new Problems();

  private LimitSettings read(String yaml) {
    return SettingsFile.read("edgeauth.yaml", "edgeauth:\n" + yaml + REST, Map.of(), problems)
        .limits();
  }

  private RateLimit limit(String text) {
    List<LimitSettings.NamedLimit> limits = read("  rate-limits: {a: " + text + "}").limits();
    assertThat(problems.list()).isEmpty();
    return limits.get(0).limit();
  }

  @Test
  void read_little_defaults() {
    assertThat(limit("{key: ip, permits: 100, per: 1m}"))
        .isEqualTo(RateLimit.tokenBucket(100, Duration.ofMinutes(1)));
    assertThat(read("").limiter()).isEqualTo(LimiterSettings.DEFAULTS);
    assertThat(read("").store()).isNull();
  }

  @Test
  void read_everyKey_asWritten() {
    RateLimit bucket =
        limit(
            "{key: [subject, route, 'header:X-A', 'claim:a.b'], permits: 10, per: 1s, burst: 30,"
                + " cost: 5, override: credential, ipv6-prefix: 48, on-store-failure: deny}");
    assertThat(bucket)
        .isEqualTo(
            RateLimit.tokenBucket(10, Duration.ofSeconds(1))
                .by(
                    LimitKey.SUBJECT,
                    LimitKey.ROUTE,
                    LimitKey.header("X-A"),
                    LimitKey.claim(ClaimPath.parse("a.b")))
                .burst(30)
                .cost(5)
                .overriddenByCredential()
                .ipv6Prefix(48)
                .onStoreFailure(StoreFailure.DENY));
    assertThat(
            limit(
                "{key: api-key, algorithm: leaky-bucket, permits: 10, per: 1s, queue: 0, max-wait: 5s}"))
        .isEqualTo(
            RateLimit.leakyBucket(10, Duration.ofSeconds(1))
                .by(LimitKey.API_KEY)
                .queue(0)
                .maxWait(Duration.ofSeconds(5)));
    RateLimit calendar =
        limit(
            "{key: tenant, algorithm: fixed-window, permits: 5, per: week, time-zone: Europe/Berlin}");
    assertThat(calendar.algorithm()).isEqualTo(Algorithm.FIXED_WINDOW);
    assertThat(calendar.period())
        .isEqualTo(
            new LimitPeriod.Calendar(LimitPeriod.Calendar.Unit.WEEK, ZoneId.of("Europe/Berlin")));
    assertThat(limit("{key: client, algorithm: sliding-window, permits: 5, per: 1h, counts: all}"))
        .isEqualTo(RateLimit.slidingWindow(5, Duration.ofHours(1)).by(LimitKey.CLIENT));
    assertThat(limit("{key: ip, permits: 5, per: 1h, counts: failures}").isOfFailures()).isTrue();
  }

  @Test
  void read_plansAndLimiter_asWritten() {
    LimitSettings limits =
        read(
            "  plans: {gold: {rate: {permits: 100, per: 1s, burst: 200}, quota: {permits: 9, per:"
                + " month}}}\n  plan-claim: plan\n"
                + "  limiter: {store: local, on-store-failure: allow, max-keys: 5000, headers:"
                + " draft, reset: epoch}");
    assertThat(problems.list()).isEmpty();
    assertThat(limits.plans().get(0).plan().rate().burst(1)).isNotNull();
    assertThat(limits.plans().get(0).plan().rate().most()).isEqualTo(200);
    assertThat(limits.plans().get(0).plan().quota().algorithm()).isEqualTo(Algorithm.FIXED_WINDOW);
    assertThat(limits.planClaim()).isEqualTo(ClaimPath.parse("plan"));
    assertThat(limits.limiter())
        .isEqualTo(
            new LimiterSettings(
                StoreFailure.ALLOW,
                5_000,
                LimiterSettings.Headers.DRAFT,
                LimiterSettings.Reset.EPOCH));
  }

  /** L08, and whatever fits no other key: told where it stands. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{permits: 5, per: 1m} | key | missing (expected: ip, subject",
        "{key: ip, per: 1m} | permits | missing (expected: 1 to 1000000000)",
        "{key: ip, permits: 5} | per | missing (expected: text)",
        "{key: ip, permits: 0, per: 1m} | permits | 0 (expected: 1 to 1000000000)",
        "{key: ip, permits: -5, per: 1m} | permits | -5 (expected: 1 to 1000000000)",
        "{key: ip, permits: 9223372036854775807, per: 1m} | permits | (expected: 1 to 1000000000)",
        "{key: ip, permits: 5, per: 1m, cost: 6} | cost | 6 (expected: from 1 to 5)",
        "{key: ip, permits: 9, per: 1m, burst: 5, cost: 6} | cost | 6 (expected: from 1 to 5)",
        "{key: ip, permits: 5, per: day} | per | only for a fixed-window",
        "{key: ip, permits: 5, per: 1h, time-zone: UTC} | time-zone | only with per: day, week or month",
        "{key: ip, permits: 5, per: 1h, queue: 5} | queue | only with leaky-bucket",
        "{key: ip, permits: 5, per: 1h, max-wait: 5s} | max-wait | only with leaky-bucket",
        "{key: ip, algorithm: leaky-bucket, permits: 5, per: 1h, burst: 5} | burst | only with token-bucket",
        "{key: ip, algorithm: leaky-bucket, permits: 5, per: 1h, cost: 2} | cost | 2 (expected: from 1 to 1)",
        "{key: ip, algorithm: leaky-bucket, permits: 5, per: 1h, counts: failures} | counts | another algorithm",
        "{key: ip, permits: 1000000000, per: 1ms} | permits | at most one for each nanosecond",
        "{key: ip, permits: 5, per: 1m, bursts: 5} | bursts | did you mean `burst`?"
      })
  void read_faulty_toldOnceWithItsPlace(String text, String key, String told) {
    read("  rate-limits: {a: " + text + "}");
    assertThat(problems.list())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.keyPath()).isEqualTo("edgeauth.rate-limits.a." + key);
              assertThat(problem.message()).contains(told);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate-limits: {a: {key: subject, permits: 5, per: 1m, counts: failures}} | rate-limits.a.counts | known only after authentication",
        "rate-limits: {a: {key: ip, permits: 5, per: 1m, override: credential}} | rate-limits.a.override | counted before authentication",
        "rate-limits: {'a b': {key: ip, permits: 5, per: 1m}} | rate-limits['a b'] | a name that no route could write",
        "plan-claim: plan | plan-claim | without plans",
        "plans: {a: {}} | plans.a | a plan of nothing",
        "plans: {a: {rate: {permits: 5, per: 1m, cost: 1}}} | plans.a.rate.cost | unknown key",
        "plans: {a: {quota: {permits: 5, per: 1m, burst: 1}}} | plans.a.quota.burst | unknown key",
        "limiter: {store: redis} | limiter.store | expected: a section redis"
      })
  void start_faulty_toldOnceWithItsPlace(String text, String key, String told) {
    assertThat(startProblems("  " + text))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.keyPath()).isEqualTo("edgeauth." + key);
              assertThat(problem.message()).contains(told);
            });
  }

  private static List<Problem> startProblems(String yaml) {
    try {
      EdgeAuth.builder()
          .configuration("edgeauth.yaml", "edgeauth:\n" + yaml + REST)
          .onlyLooking()
          .build()
          .close();
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems();
    }
  }

  @Test
  void start_costAbovePlan_told() {
    assertThat(
            startProblems(
                "  rate-limits: {a: {key: subject, permits: 50, per: 1m, cost: 20, override:"
                    + " credential}}\n  plans: {tin: {rate: {permits: 5, per: 1m}}}"))
        .singleElement()
        .asString()
        .contains("edgeauth.rate-limits.a.override: cost: 20, more than plan tin can give at once");
  }

  @Test
  void start_limitNamedAsAQuota_told() {
    String limits =
        """
          rate-limits:
            a: {key: subject, permits: 50, per: 1m, override: credential}
            a-quota: {key: ip, permits: 5, per: 1m}
        """;
    assertThat(startProblems(limits + "  plans: {gold: {quota: {permits: 5, per: month}}}"))
        .singleElement()
        .asString()
        .contains("the quotas of plans are called as limit a-quota");
    assertThat(startProblems(limits + "  plans: {gold: {rate: {permits: 5, per: 1m}}}")).isEmpty();
  }

  /** A limit that has a problem of its own is not called missing as well. */
  @Test
  void start_routeNamesAFaultyLimit_toldOnce() {
    String limits =
        """
          route-defaults: {rate-limits: a}
          rate-limits: {a: {key: ip, permits: 0, per: 1m}}
        """;
    assertThat(startProblems(limits))
        .singleElement()
        .asString()
        .contains("edgeauth.rate-limits.a.permits: 0");
  }

  @Test
  void loosenings_allow_told() {
    Settings settings =
        SettingsFile.read(
            "edgeauth.yaml",
            "edgeauth:\n  limiter: {on-store-failure: allow}\n"
                + "  rate-limits: {a: {key: ip, permits: 5, per: 1m, on-store-failure: allow}}"
                + REST,
            Map.of(),
            problems);
    assertThat(settings.loosenings())
        .hasSize(2)
        .anyMatch(one -> one.startsWith("edgeauth.limiter.on-store-failure: allow"))
        .anyMatch(one -> one.startsWith("edgeauth.rate-limits.a.on-store-failure: allow"));
  }
}
