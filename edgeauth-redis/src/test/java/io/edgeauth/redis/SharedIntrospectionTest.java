package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.EdgeAuth;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gateways from one configuration, as they run: I05, I12, I15, I16. */
@Timeout(60)
final class SharedIntrospectionTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir private Path directory;

  private long expected;
  private final TestRedis redis = TestRedis.start();
  private final TestAuthorizationServer server =
      TestAuthorizationServer.start(active("alice@example.com"));

  @AfterEach
  void end() {
    server.close();
    redis.close();
  }

  private static Map<String, Object> active(String subject) {
    return Map.of("active", true, "sub", subject, "scope", "read", "aud", List.of("api"));
  }

  private EdgeAuth gateway(String more) throws IOException {
    Path secret = directory.resolve("secret");
    if (!Files.exists(secret)) {
      Files.writeString(secret, "the-gateways'-secret");
    }
    Path file = Files.createTempFile(directory, "edgeauth", ".yaml");
    Files.writeString(
        file,
        """
        edgeauth:
          redis: {uri: "%s", timeout: 1s}
          authenticators:
            opaque:
              introspection:
                endpoint: %s
                client-id: gateway
                client-secret: file:secret
                cache: {shared: true}
                %s
          invalidation: {path: /invalidate, authenticate: opaque}
          routes:
            - {path: /read, authenticate: opaque, require: {scopes: read}}
            - {path: /**, authenticate: opaque, require: {scopes: write}}
        """
            .formatted(redis.uri(), server.uri(), more));
    EdgeAuth edge = EdgeAuth.from(file);
    awaitSubscribers(edge);
    return edge;
  }

  /** Each gateway listens to the channel once it has reached Redis. */
  private void awaitSubscribers(EdgeAuth edge) {
    expected++;
    try (TestRedis.Admin admin = redis.admin()) {
      await()
          .atMost(SOON)
          .until(() -> admin.commands().pubsubNumsub("edgeauth:forgotten").containsValue(expected));
    }
    // The first beat opens the way after the channel: a token of nobody's shows it.
    await()
        .atMost(SOON)
        .until(
            () -> {
              edge.decide(TestRequest.get("/read").bearer("probe" + System.nanoTime()));
              try (TestRedis.Admin admin = redis.admin()) {
                return !admin.keys("edgeauth:answer:*").isEmpty();
              }
            });
  }

  private static String subject(EdgeAuth edge, String path, String token) {
    Decision decision = edge.decide(TestRequest.get(path).bearer(token));
    return decision instanceof Decision.Forward forward ? forward.identity().subject() : null;
  }

  private long keys() {
    try (TestRedis.Admin admin = redis.admin()) {
      return admin.commands().dbsize();
    }
  }

  private void awaitKeys(long more) {
    await().atMost(SOON).until(() -> keys() >= more);
  }

  @Test
  void decide_knownToAnotherGateway_serverNotAsked() throws IOException {
    try (EdgeAuth a = gateway("");
        EdgeAuth b = gateway("")) {
      long before = keys();
      int calls = server.calls();
      assertThat(subject(a, "/read", "the-token")).isEqualTo("alice@example.com");
      awaitKeys(before + 1);
      server.answerWith(active("mallory"));
      assertThat(subject(b, "/read", "the-token")).isEqualTo("alice@example.com");
      assertThat(subject(b, "/write", "the-token")).isNull(); // I04: asked of every request
      assertThat(server.calls()).isEqualTo(calls + 1);
      try (TestRedis.Admin admin = redis.admin()) {
        for (String key : admin.keys("*")) {
          assertThat(key + admin.commands().get(key)).doesNotContain("alice", "token", "gateway");
        }
      }
    }
  }

  /** Each judges what was said by its own rules. */
  @Test
  void decide_otherAudienceRequired_judgedAnew() throws IOException {
    try (EdgeAuth a = gateway("");
        EdgeAuth b = gateway("audience: other")) {
      long before = keys();
      assertThat(subject(a, "/read", "the-token")).isEqualTo("alice@example.com");
      awaitKeys(before + 1);
      int calls = server.calls();
      assertThat(subject(b, "/read", "the-token")).isNull();
      assertThat(server.calls()).isEqualTo(calls);
    }
  }

  @Test
  void invalidate_onOneGateway_thousandRequestsRefusedOnTheOther() throws IOException {
    try (EdgeAuth a = gateway("");
        EdgeAuth b = gateway("")) {
      assertThat(subject(a, "/read", "the-token")).isNotNull();
      assertThat(subject(b, "/read", "the-token")).isNotNull();
      server.answerWith(Map.of("active", false));
      b.invalidate("the-token");
      await().atMost(SOON).until(() -> subject(a, "/read", "the-token") == null);
      for (int i = 0; i < 1000; i++) {
        assertThat(subject(a, "/read", "the-token")).isNull();
        assertThat(subject(b, "/read", "the-token")).isNull();
      }
    }
  }

  /** I12: the back-channel of one gateway is that of all of them. */
  @Test
  void post_toOneGateway_otherRefusesTheTokenToo() throws IOException {
    try (EdgeAuth a = gateway("");
        EdgeAuth b = gateway("")) {
      assertThat(subject(b, "/read", "the-token")).isNotNull();
      assertThat(subject(a, "/read", "the-token")).isNotNull();
      server.answerWith(Map.of("active", false));
      assertThat(subject(a, "/read", "the-token")).isNotNull();
      assertThat(subject(b, "/read", "the-token")).isNotNull();
      server.answerWith(active("administrator"));
      TestRequest form = TestRequest.form("/invalidate", "token=the-token").bearer("admin-token");
      Decision decision = b.decide(form);
      server.answerWith(Map.of("active", false));
      assertThat(decision).isInstanceOf(Decision.Answer.class);
      assertThat(subject(b, "/read", "the-token")).isNull(); // at once, where it was posted
      await().atMost(SOON).until(() -> subject(a, "/read", "the-token") == null);
    }
  }

  /** A new secret makes new names: who has it and who has the old one share nothing, and go on. */
  @Test
  void clientSecret_replaced_instancesMeetUnderTheNewOne() throws IOException {
    try (EdgeAuth a = gateway("");
        EdgeAuth b = gateway("")) {
      assertThat(subject(a, "/read", "old")).isNotNull();
      Files.writeString(directory.resolve("secret"), "the-gateways'-new-secret");
      await().atMost(SOON).until(() -> bothShare(a, b));
      subject(a, "/read", "shared-now");
      subject(b, "/read", "shared-now");
      server.answerWith(Map.of("active", false));
      b.invalidate("shared-now");
      await().atMost(SOON).until(() -> subject(a, "/read", "shared-now") == null);
    }
  }

  private boolean bothShare(EdgeAuth a, EdgeAuth b) {
    String token = "new" + System.nanoTime();
    long before = keys();
    subject(a, "/read", token);
    awaitKeys(before + 1);
    int calls = server.calls();
    subject(b, "/read", token);
    return server.calls() == calls && isNewSecret();
  }

  private boolean isNewSecret() {
    String sent = server.last().authorization().substring("Basic ".length());
    return new String(Base64.getDecoder().decode(sent), StandardCharsets.US_ASCII)
        .contains("new-secret");
  }

  /** A change of the configuration that leaves redis as it is keeps its connections. */
  @Test
  void reload_sameStore_connectionsKept() throws IOException {
    try (EdgeAuth a = gateway("")) {
      try (TestRedis.Admin admin = redis.admin()) {
        String before = ids(admin);
        a.reload();
        assertThat(subject(a, "/read", "after")).isNotNull();
        assertThat(ids(admin)).isEqualTo(before);
      }
    }
    try (TestRedis.Admin admin = redis.admin()) {
      await().atMost(SOON).until(() -> ids(admin).lines().count() == 1);
    }
  }

  private static String ids(TestRedis.Admin admin) {
    StringBuilder ids = new StringBuilder();
    admin
        .commands()
        .clientList()
        .lines()
        .forEach(line -> ids.append(line, 0, line.indexOf(' ')).append('\n'));
    return ids.toString();
  }
}
