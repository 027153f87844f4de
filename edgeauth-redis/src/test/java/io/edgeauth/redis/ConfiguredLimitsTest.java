package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.Crowd;
import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.pipeline.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four gateways, each with a configuration of its own, and the limits that they share. */
@Timeout(60)
final class ConfiguredLimitsTest {

  /** Whatever cannot be counted by Redis is a 503, so that no instance helps out unseen. */
  private static final String CONFIGURATION =
      """
      edgeauth:
        redis: {uri: "%1$s", key-prefix: "four:", timeout: 5s}
        limiter: {store: redis, on-store-failure: deny, max-keys: %3$d}
        authenticators:
          user: {jwt: {issuer: "%2$s", audience: api}}
        rate-limits:
          probe: {key: ip, permits: 1000000, per: 1s, on-store-failure: deny}
          fixed: {key: ip, algorithm: fixed-window, permits: 300, per: 366d}
          calendar: {key: ip, algorithm: fixed-window, permits: 300, per: month, time-zone: Europe/Berlin}
          sliding: {key: ip, algorithm: sliding-window, permits: 300, per: 366d}
          token: {key: ip, permits: 300, per: 366d}
          leaky: {key: ip, algorithm: leaky-bucket, permits: 1, per: 1m, queue: 4, max-wait: 5m}
          wide: {key: ip, permits: 200, per: 366d}
          narrow: {key: [ip, route], algorithm: sliding-window, permits: 120, per: 366d}
          per-user: {key: subject, algorithm: fixed-window, permits: 150, per: 366d}
          per-client: {key: client, permits: 5, per: 366d, override: credential}
          by-header: {key: "header:X-Key", permits: 3, per: 366d}
          guessing: {key: ip, permits: 8, per: 366d, counts: failures}
        plans:
          gold: {rate: {permits: 90, per: 366d}, quota: {permits: 60, per: month}}
        plan-claim: plan
        routes:
          - {path: /probe, access: public, rate-limits: probe}
          - {path: /ready, authenticate: user}
          - {path: /fixed, access: public, rate-limits: fixed}
          - {path: /calendar, access: public, rate-limits: calendar}
          - {path: /sliding, access: public, rate-limits: sliding}
          - {path: /token, access: public, rate-limits: token}
          - {path: /leaky, access: public, rate-limits: leaky}
          - {path: /wide, access: public, rate-limits: wide}
          - {path: /both, access: public, rate-limits: [wide, narrow]}
          - {path: /user, authenticate: user, rate-limits: [per-user]}
          - {path: /client, authenticate: user, rate-limits: [per-client]}
          - {path: /header, access: public, rate-limits: by-header}
          - {path: /guesses, authenticate: user, rate-limits: guessing}
      """;

  private static final TestKey KEY = TestKey.of("ES256", "k1");

  private static TestRedis redis;
  private static TestIssuer issuer;
  private static List<LimitingInstance> instances;

  @BeforeAll
  static void start() {
    redis = TestRedis.start();
    issuer = TestIssuer.start(KEY);
    instances =
        IntStream.range(0, 4)
            .mapToObj(i -> CONFIGURATION.formatted(redis.uri(), issuer.issuer(), 1_000 + i))
            .map(LimitingInstance::of)
            .toList();
    for (LimitingInstance instance : instances) {
      instance.awaitReached(Duration.ofSeconds(20));
      await().until(() -> instance.status(request("/ready").bearer(token("ready"))) == 200);
    }
  }

  @AfterAll
  static void stop() {
    instances.forEach(LimitingInstance::close);
    issuer.close();
    redis.close();
  }

  /** L10, L11: nothing that a client sent is in a name, and nothing stays for ever. */
  @AfterEach
  void keys_inRedis_digestsThatExpire() {
    try (TestRedis.Admin admin = redis.admin()) {
      List<String> keys = admin.keys("*");
      assertThat(keys).isNotEmpty();
      for (String key : keys) {
        assertThat(key).matches("four:limit:(\\p{XDigit}{32}|\\{\\p{XDigit}{32}}(:p)?)");
        // A key that has just ended has -2, and -1 would be for ever.
        assertThat(admin.commands().pttl(key)).as(key).isNotEqualTo(-1);
      }
    }
  }

  private static TestRequest request(String path) {
    return TestRequest.get(path);
  }

  private static String token(String subject) {
    return TestToken.valid(issuer.issuer(), KEY).claim("sub", subject).compact();
  }

  private static String tokenOfPlan(String client, String plan) {
    return TestToken.valid(issuer.issuer(), KEY)
        .claim("client_id", client)
        .claim("plan", plan)
        .compact();
  }

  /** Eight hundred requests of forty threads, ten at each instance. */
  private static int passed(Supplier<TestRequest> request) throws Exception {
    AtomicInteger passed = new AtomicInteger();
    Crowd.of(
        Crowd.Kind.PLATFORM,
        40,
        thread -> {
          LimitingInstance instance = instances.get(thread % instances.size());
          for (int i = 0; i < 20; i++) {
            int status = instance.status(request.get());
            assertThat(status).isIn(200, 429);
            passed.addAndGet(status == 200 ? 1 : 0);
          }
          return null;
        });
    return passed.get();
  }

  private static String header(TestRequest request, String name) {
    return LimitedEdge.value(instances.get(0).decide(request), name);
  }

  @ParameterizedTest
  @DisplayName(
      "L05, L12: forty threads at four gateways: exactly the limit, which all of them tell")
  @ValueSource(strings = {"fixed", "calendar", "sliding", "token"})
  void early_fourInstances_exactlyTheLimit(String limit) throws Exception {
    assertThat(passed(() -> request("/" + limit))).isEqualTo(300);
    for (LimitingInstance instance : instances) {
      Decision refused = instance.decide(request("/" + limit));
      assertThat(((Decision.Reject) refused).problem().violatedPolicies()).containsExactly(limit);
      assertThat(LimitedEdge.value(refused, "X-RateLimit-Limit")).isEqualTo("300");
      assertThat(LimitedEdge.value(refused, "X-RateLimit-Remaining")).isEqualTo("0");
      assertThat(Long.parseLong(LimitedEdge.value(refused, "Retry-After"))).isPositive();
      // The positive twin: somebody else.
      assertThat(instance.status(request("/" + limit).peer("192.0.2.77"))).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("L05: one queue for all gateways: one passes, four wait a minute apart, the rest go")
  void leakyBucket_fourInstances_oneQueue() throws Exception {
    List<Crowd.Got<Decision>> got =
        Crowd.of(
            Crowd.Kind.PLATFORM, 40, thread -> instances.get(thread % 4).decide(request("/leaky")));
    List<Decision> decisions = got.stream().map(Crowd.Got::result).toList();
    assertThat(decisions).filteredOn(Decision.Forward.class::isInstance).hasSize(1);
    assertThat(decisions).filteredOn(Decision.Reject.class::isInstance).hasSize(35);
    List<Decision.Reservation> waiting =
        decisions.stream()
            .filter(Decision.Delay.class::isInstance)
            .map(decision -> ((Decision.Delay) decision).reservation())
            .toList();
    assertThat(waiting.stream().map(one -> Math.round(one.untilTurn().toMillis() / 60_000.0)))
        .containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    // A place that is given up at one gateway is there for the next at another.
    waiting.get(0).cancel();
    List<Decision> taken = new ArrayList<>();
    await()
        .until(
            () -> {
              for (LimitingInstance instance : instances) {
                Decision decision = instance.decide(request("/leaky"));
                if (decision instanceof Decision.Delay) {
                  taken.add(decision);
                }
              }
              return !taken.isEmpty();
            });
    assertThat(taken).hasSize(1);
    waiting.forEach(Decision.Reservation::cancel);
    taken.forEach(decision -> ((Decision.Delay) decision).reservation().cancel());
  }

  @Test
  @DisplayName("L05: who is refused by one limit of a stage takes nothing of the others")
  void stage_fourInstances_allOrNone() throws Exception {
    assertThat(passed(() -> request("/both"))).isEqualTo(120);
    assertThat(header(request("/both"), "RateLimit")).contains("\"wide\";r=80;", "\"narrow\";r=0;");
    assertThat(passed(() -> request("/wide"))).isEqualTo(80);
  }

  @Test
  @DisplayName("L04, L05: limits of the verified identity, each exactly its own")
  void identity_fourInstances_exactlyTheLimitOfEach() throws Exception {
    String alice = token("alice");
    String bob = token("bob");
    AtomicInteger turn = new AtomicInteger();
    // Each request from another address: it is not the key.
    assertThat(
            passed(
                () ->
                    request("/user")
                        .peer("198.51.100." + turn.incrementAndGet() % 250)
                        .bearer(alice)))
        .isEqualTo(150);
    assertThat(passed(() -> request("/user").bearer(bob))).isEqualTo(150);
    assertThat(instances.get(1).status(request("/user").bearer(token("carol")))).isEqualTo(200);
  }

  @Test
  @DisplayName("L05: the rate and the quota of a plan, taken together by all gateways")
  void plan_fourInstances_exactlyItsQuota() throws Exception {
    String gold = tokenOfPlan("gold-app", "gold");
    assertThat(passed(() -> request("/client").bearer(gold))).isEqualTo(60);
    Decision refused = instances.get(2).decide(request("/client").bearer(gold));
    assertThat(((Decision.Reject) refused).problem().violatedPolicies())
        .containsExactly("per-client-quota");
    assertThat(LimitedEdge.value(refused, "RateLimit"))
        .contains("\"per-client\";r=30;", "\"per-client-quota\";r=0;");
    // Without a plan the limit itself holds.
    assertThat(passed(() -> request("/client").bearer(tokenOfPlan("other-app", "tin"))))
        .isEqualTo(5);
  }

  @Test
  @DisplayName("L13: guesses at one gateway hold the guesser back at all, and nobody else")
  void failures_fourInstances_countedTogether() {
    String good = token("owner");
    int refused = 0;
    // What is charged is on its way while the next one is looked at: one more for each other.
    while (instances.get(refused % 4).status(request("/guesses").bearer("no.such.token")) == 401) {
      refused++;
      assertThat(refused).isLessThanOrEqualTo(8 + 3);
    }
    assertThat(refused).isGreaterThanOrEqualTo(8);
    for (LimitingInstance instance : instances) {
      await().until(() -> instance.status(request("/guesses").bearer(good)) == 429);
      assertThat(instance.status(request("/guesses").peer("192.0.2.9").bearer(good)))
          .isEqualTo(200);
    }
  }

  @Test
  @DisplayName(
      "L02: the addresses of one /64, and an IPv4 address in its IPv6 form, at all gateways")
  void addresses_ofOneNetwork_countTogether() {
    int passed = 0;
    for (int i = 0; i < 130; i++) {
      TestRequest request = request("/both").peer("2001:db8:0:7::" + Integer.toHexString(i + 1));
      passed += instances.get(i % 4).status(request) == 200 ? 1 : 0;
    }
    assertThat(passed).isEqualTo(120);
    assertThat(instances.get(0).status(request("/both").peer("2001:db8:0:8::1"))).isEqualTo(200);
    instances.get(0).passed(3, request("/header").peer("192.0.2.40"));
    assertThat(instances.get(1).status(request("/header").peer("::ffff:192.0.2.40")))
        .isEqualTo(429);
  }

  @Test
  @DisplayName("L10: braces, spaces, long and foreign texts as keys: each counted apart")
  void header_hostileValues_eachCountedApart() {
    for (String value :
        List.of("{tag}", "{tag}x", "a b", "a  b", "*", "limit:", "\u00e9", "x".repeat(4_000))) {
      int passed = 0;
      for (int i = 0; i < 8; i++) {
        passed +=
            instances.get(i % 4).status(request("/header").header("X-Key", value)) == 200 ? 1 : 0;
      }
      assertThat(passed).as(value).isEqualTo(3);
    }
  }
}
