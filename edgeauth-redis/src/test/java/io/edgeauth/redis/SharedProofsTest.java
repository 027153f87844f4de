package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.bound.SharedProofs;
import io.edgeauth.authn.bound.SharedProofs.Seen;
import io.edgeauth.event.EventSink;
import io.edgeauth.event.SharedStoreEvent;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestProof;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.http.HeaderField;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.runtime.EdgeRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** J41 for several instances: what one has seen, none takes again; and what an outage leaves. */
@Timeout(60)
final class SharedProofsTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final TestKey ISSUER = TestKey.of("ES256", "k1");
  private static final TestKey KEY = TestKey.of("ES256", null);

  @TempDir private Path directory;

  private final TestRedis redis = TestRedis.start();
  private final String token =
      TestToken.valid(JwtTrial.ISSUER, ISSUER).claim("cnf", TestProof.binding(KEY)).compact();

  @AfterEach
  void end() {
    redis.close();
  }

  /** One instance's memory, on real time. */
  private final class Instance implements AutoCloseable {

    private final RecordedEvents events = new RecordedEvents();
    private final EdgeRuntime runtime =
        EdgeRuntime.start(
            Clock.systemUTC(), Ticker.systemTicker(), EventSink.to(List.of(events)), true);
    private final SharedProofs proofs;

    Instance() {
      var unused = runtime.leases().begin(); // which runtime.close() ends
      RedisStore store = RedisStore.at(redis.uri()).withTimeout(Duration.ofSeconds(1));
      proofs = store.openProofs(runtime, OutboundSettings.DEFAULTS);
    }

    Instance reached() {
      await().atMost(SOON).until(() -> proofs.remember(name(), MINUTE) == Seen.FIRST);
      return this;
    }

    @Override
    public void close() {
      proofs.close();
      runtime.close();
    }
  }

  private static byte[] name() {
    return TestKey.randomBytes(32);
  }

  @Test
  void remember_byOneInstance_beforeForTheOthers() {
    try (Instance a = new Instance().reached();
        Instance b = new Instance().reached()) {
      byte[] name = name();
      assertThat(a.proofs.remember(name, MINUTE)).isEqualTo(Seen.FIRST);
      assertThat(b.proofs.remember(name, MINUTE)).isEqualTo(Seen.BEFORE);
      assertThat(a.proofs.remember(name, MINUTE)).isEqualTo(Seen.BEFORE);
      assertThat(b.proofs.remember(name(), MINUTE)).isEqualTo(Seen.FIRST);
      try (TestRedis.Admin admin = redis.admin()) {
        assertThat(admin.keys("edgeauth:proof:*"))
            .isNotEmpty()
            .allMatch(key -> admin.commands().pttl(key) > 0)
            .allMatch(key -> admin.commands().pttl(key) <= MINUTE.toMillis());
      }
    }
  }

  @Test
  void agree_ofTwoOffers_theFirstIsEverybodys() {
    try (Instance a = new Instance().reached();
        Instance b = new Instance().reached()) {
      byte[] first = TestKey.randomBytes(32);
      assertThat(a.proofs.agree("nonce:1", first, MINUTE)).isEqualTo(first);
      assertThat(b.proofs.agree("nonce:1", TestKey.randomBytes(32), MINUTE)).isEqualTo(first);
      assertThat(b.proofs.agree("nonce:2", TestKey.randomBytes(32), MINUTE)).isNotEqualTo(first);
    }
  }

  @Test
  void remember_redisGone_unknownAndTold() {
    try (Instance a = new Instance().reached()) {
      redis.close();
      await().atMost(SOON).until(() -> a.proofs.remember(name(), MINUTE) == Seen.UNKNOWN);
      assertThat(a.proofs.agree("nonce:1", TestKey.randomBytes(32), MINUTE)).isNull();
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(a.events.of(SharedStoreEvent.class))
                      .anyMatch(event -> !event.reachable()));
    }
  }

  private EdgeAuth gateway(String dpop) throws IOException {
    Path keys = Files.writeString(directory.resolve("keys.json"), TestIssuer.keySet(ISSUER));
    Path file = Files.createTempFile(directory, "edgeauth", ".yaml");
    Files.writeString(
        file,
        """
        edgeauth:
          redis: {uri: "%s", timeout: 1s}
          authenticators:
            user:
              jwt:
                issuer: %s
                audience: api
                jwks-file: %s
                algorithms: ES256
                dpop: %s
          routes: [{path: /**, authenticate: user}]
        """
            .formatted(redis.uri(), JwtTrial.ISSUER, keys, dpop));
    return EdgeAuth.from(file);
  }

  private TestProof proof() {
    return TestProof.of(KEY, "/x", token, Instant.now());
  }

  private boolean passes(EdgeAuth edge, TestRequest request) {
    return edge.decide(request) instanceof Decision.Forward;
  }

  /** Until what one instance has seen the other knows, and the other way round. */
  private boolean share(EdgeAuth a, EdgeAuth b) {
    TestRequest first = TestRequest.get("/x").dpop(token, proof().compact());
    TestRequest second = TestRequest.get("/x").dpop(token, proof().compact());
    return passes(a, first) && !passes(b, first) && passes(b, second) && !passes(a, second);
  }

  @Test
  void decide_configuredInstances_proofPassesOnce() throws IOException {
    try (EdgeAuth a = gateway("{}");
        EdgeAuth b = gateway("{}")) {
      await().atMost(SOON).until(() -> share(a, b));
      for (int i = 0; i < 50; i++) {
        assertThat(share(a, b)).isTrue();
      }
      try (TestRedis.Admin admin = redis.admin()) {
        assertThat(admin.keys("edgeauth:proof:*")).hasSizeGreaterThanOrEqualTo(100);
      }
      // An outage costs what it must: once on each instance, and never twice on one.
      redis.close();
      TestRequest stolen = TestRequest.get("/x").dpop(token, proof().compact());
      assertThat(passes(a, stolen)).isTrue();
      assertThat(passes(b, stolen)).isTrue();
      assertThat(passes(a, stolen)).isFalse();
      assertThat(passes(b, stolen)).isFalse();
    }
  }

  @Test
  void decide_nonceOfOneInstance_passesOnTheOther() throws IOException {
    try (EdgeAuth a = gateway("{nonce: true}");
        EdgeAuth b = gateway("{nonce: true}")) {
      await()
          .atMost(SOON)
          .until(
              () -> {
                String given = given(a);
                TestProof proof = proof().claim("nonce", given);
                return passes(b, TestRequest.get("/x").dpop(token, proof.compact()));
              });
      TestProof other = proof().claim("nonce", given(b));
      assertThat(passes(a, TestRequest.get("/x").dpop(token, other.compact()))).isTrue();
    }
  }

  private String given(EdgeAuth edge) {
    Decision decision = edge.decide(TestRequest.get("/x").dpop(token, proof().compact()));
    return ((Decision.Reject) decision)
        .responseHeaders().stream()
            .filter(field -> field.name().equals("DPoP-Nonce"))
            .map(HeaderField::value)
            .findFirst()
            .orElseThrow();
  }
}
