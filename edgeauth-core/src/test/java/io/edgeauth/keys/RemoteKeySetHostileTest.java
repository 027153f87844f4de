package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.edgeauth.event.KeySetEvent;
import io.edgeauth.event.KeySetEvent.Change;
import io.edgeauth.fixtures.Canary;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestIssuer.Answer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.keys.KeyLookup.Found;
import io.edgeauth.keys.KeyLookup.Unavailable;
import io.edgeauth.outbound.OutboundSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers that are no key set, too much, or too slow: K08 to K11. Good keys outlive all of them.
 */
@Timeout(30)
final class RemoteKeySetHostileTest {

  private static final Duration COOLDOWN = Duration.ofSeconds(30);
  private static final Duration TOTAL = Duration.ofMillis(700);
  private static final int MAX_SIZE = 64 * 1024;
  private static final TestKey KEY = TestKey.of("ES256", "k1");

  private TestIssuer issuer;
  private TestRuntime runtime;
  private static CountDownLatch ended;

  @BeforeEach
  void start() {
    ended = new CountDownLatch(1);
    issuer = TestIssuer.start(KEY);
    runtime = TestRuntime.start();
  }

  @AfterEach
  void end() {
    ended.countDown();
    runtime.close();
    issuer.close();
  }

  private KeySet open() {
    return KeySets.remote(
        new RemoteKeySettings(
            issuer.issuer(),
            issuer.jwksUri(),
            Duration.ofMinutes(5),
            COOLDOWN,
            Duration.ofHours(24),
            Duration.ofMillis(300),
            TOTAL,
            MAX_SIZE,
            OutboundSettings.DEFAULTS),
        runtime.runtime());
  }

  private static KeyLookup find(KeySet keys, String id) {
    return keys.find(id, JwsAlgorithm.ES256);
  }

  private static String setOf(TestKey... keys) {
    return JsonWriter.write(Map.of("keys", Stream.of(keys).map(TestKey::publicJwk).toList()));
  }

  static List<Named<Answer>> badAnswers() {
    String good = setOf(TestKey.of("ES256", "k2"));
    return List.of(
        Named.of("empty set", TestIssuer.body(200, "application/json", "{\"keys\":[]}")),
        Named.of("a log-in page", TestIssuer.body(200, "text/html", "<html>Log in</html>")),
        Named.of("204", TestIssuer.body(204, "application/json", "")),
        Named.of("empty body", TestIssuer.body(200, "application/json", "")),
        Named.of("500 with keys", TestIssuer.body(500, "application/json", good)),
        Named.of("404 with keys", TestIssuer.body(404, "application/json", good)),
        Named.of("201 with keys", TestIssuer.body(201, "application/json", good)),
        Named.of("doubled member", TestIssuer.body(200, "application/json", doubled(good))),
        Named.of("text behind", TestIssuer.body(200, "application/json", good + "x")),
        Named.of("10 MiB", RemoteKeySetHostileTest::answerMuch),
        Named.of("endless chunks", RemoteKeySetHostileTest::answerEndlessly),
        Named.of("byte by byte", RemoteKeySetHostileTest::answerSlowly),
        Named.of("nothing at all", RemoteKeySetHostileTest::answerNever),
        Named.of("a cut body", RemoteKeySetHostileTest::answerHalf),
        Named.of("a set in gzip", packed(0)),
        Named.of("a gzip bomb", packed(1 << 20)),
        Named.of("100 000 keys", TestIssuer.body(200, "application/json", manyKeys())));
  }

  private static String doubled(String set) {
    return set.substring(0, set.length() - 1) + "," + set.substring(1);
  }

  private static String manyKeys() {
    return "{\"keys\":[" + "{},".repeat(99_999) + "{}]}";
  }

  private static void answerMuch(HttpExchange exchange) throws IOException {
    byte[] good = setOf(TestKey.of("ES256", "k2")).getBytes(StandardCharsets.UTF_8);
    byte[] much = java.util.Arrays.copyOf(good, 10 << 20);
    java.util.Arrays.fill(much, good.length, much.length, (byte) ' ');
    exchange.sendResponseHeaders(200, much.length);
    exchange.getResponseBody().write(much);
  }

  private static void answerEndlessly(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    while (ended.getCount() > 0) {
      out.write(new byte[8_192]);
    }
  }

  private static void answerSlowly(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    do {
      out.write(' ');
      out.flush();
    } while (!waitedFor(100));
  }

  private static void answerNever(HttpExchange exchange) {
    waitedFor(20_000);
  }

  private static boolean waitedFor(long millis) {
    try {
      return ended.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static void answerHalf(HttpExchange exchange) throws IOException {
    byte[] good = setOf(TestKey.of("ES256", "k2")).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, good.length + 10);
    exchange.getResponseBody().write(good);
  }

  /**
   * A good set, were it inflated. The client turns inflating off, so how large it would grow does
   * not matter, and it is never made: the bytes are taken for what they are, which is no JSON. The
   * one of few spaces would be taken by a client that inflates, the one of many by a client that
   * holds only what comes to its bound.
   */
  private static Answer packed(int spaces) {
    return exchange -> {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(setOf(TestKey.of("ES256", "k2")).getBytes(StandardCharsets.UTF_8));
        gzip.write(" ".repeat(spaces).getBytes(StandardCharsets.UTF_8));
      }
      assertThat(packed.size()).isLessThan(MAX_SIZE);
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      exchange.sendResponseHeaders(200, packed.size());
      exchange.getResponseBody().write(packed.toByteArray());
    };
  }

  /** K08, K09, K11. */
  @ParameterizedTest
  @MethodSource("badAnswers")
  void find_badAnswer_lastGoodKeysStay(Answer answer) {
    KeySet keys = open();
    assertThat(find(keys, "k1")).isInstanceOf(Found.class);
    issuer.answerKeySetWith(answer);
    runtime.ticker().advance(COOLDOWN);
    long began = System.nanoTime();

    assertThat(find(keys, "k2")).isInstanceOf(Unavailable.class);

    // Within the total timeout; the rest is for a machine with other things to do.
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TOTAL.multipliedBy(4));
    assertThat(find(keys, "k1")).isInstanceOf(Found.class);
    org.awaitility.Awaitility.await().until(() -> failures() == 1);
  }

  private long failures() {
    return runtime.events().of(KeySetEvent.class).stream()
        .filter(event -> event.change() == Change.FAILED)
        .count();
  }

  /** K11's twin: the content type says nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/jwk-set+json", "application/octet-stream"})
  void find_anyContentType_readAsKeySet(String contentType) {
    issuer.answerKeySetWith(TestIssuer.body(200, contentType, setOf(KEY)));

    assertThat(find(open(), "k1")).isInstanceOf(Found.class);
  }

  /** K10. */
  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void find_redirect_notFollowed(int status) throws Exception {
    KeySet keys = open();
    find(keys, "k1");
    try (Canary canary = Canary.start()) {
      for (String target :
          List.of(
              canary.uri("/jwks"), "file:///etc/passwd", "http://169.254.169.254/", "/elsewhere")) {
        issuer.answerKeySetWith(
            exchange -> {
              exchange.getResponseHeaders().set("Location", target);
              exchange.sendResponseHeaders(status, -1);
            });
        runtime.ticker().advance(COOLDOWN);
        assertThat(find(keys, "k2")).isInstanceOf(Unavailable.class);
        assertThat(find(keys, "k1")).isInstanceOf(Found.class);
      }
      runtime.finish();
      canary.assertNeverCalled();
    }
  }

  /** K05, K07, K18: bad members of a set are told once, and the others work. */
  @Test
  void find_setWithBadMembers_othersWorkAndEachIsToldOnce() {
    Map<String, Object> offCurve = TestKey.of("ES256", "bad").publicJwk();
    offCurve.put("x", offCurve.get("y"));
    Map<String, Object> secret = Map.of("kty", "oct", "kid", "s", "k", "AAAA");
    issuer.publish(new ArrayList<>(List.of(offCurve, secret, KEY.publicJwk())));
    KeySet keys = open();

    assertThat(find(keys, "k1")).isInstanceOf(Found.class);
    assertThat(find(keys, "bad")).isInstanceOf(KeyLookup.NotFound.class);
    runtime.ticker().advance(COOLDOWN);
    find(keys, "unknown");

    assertThat(issuer.keySetRequests()).isEqualTo(2);
    assertThat(runtime.events().of(KeySetEvent.class))
        .filteredOn(event -> event.change() == Change.KEY_IGNORED)
        .extracting(KeySetEvent::detail)
        .containsExactly(
            "key bad: a point that is not on its curve",
            "key s: a symmetric key, which no public set may hold");
  }
}
