package io.edgeauth.authn.introspection;

import static io.edgeauth.fixtures.IntrospectionTrial.active;
import static io.edgeauth.fixtures.IntrospectionTrial.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.remote.OnUnavailable;
import io.edgeauth.event.AuthorityEvent;
import io.edgeauth.event.AuthorityEvent.Change;
import io.edgeauth.fixtures.HangingServer;
import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.RawServer;
import io.edgeauth.fixtures.RawServer.Answer;
import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.outbound.BreakerSettings;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server in trouble, and what requests get then: I08, I09, I18, D06. */
@Timeout(60)
final class IntrospectionFaultsTest {

  private static final String JSON = "Content-Type: application/json\r\nConnection: close\r\n";
  private static final BreakerSettings QUICK =
      new BreakerSettings(50, 2, Duration.ofSeconds(30), Duration.ofSeconds(10));

  private final TestAuthorizationServer server = TestAuthorizationServer.start(active());
  private IntrospectionTrial trial;

  @AfterEach
  void end() {
    if (trial != null) {
      trial.close();
    }
    server.close();
  }

  private IntrospectionTrial trial() {
    if (trial == null) {
      trial = IntrospectionTrial.of(server.uri());
    }
    return trial;
  }

  private static String header(Decision decision, String name) {
    return ((Decision.Reject) decision)
        .responseHeaders().stream()
            .filter(header -> header.name().equals(name))
            .map(HeaderField::value)
            .findFirst()
            .orElse(null);
  }

  private List<Change> told() {
    return trial.events().of(AuthorityEvent.class).stream().map(AuthorityEvent::change).toList();
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Answer> lies() {
    String big = "{\"active\":true,\"sub\":\"a\",\"x\":\"" + "y".repeat(70_000) + "\"}";
    return List.of(
        RawServer.text("HTTP/1.1 500 X\r\n" + JSON + "\r\n{\"active\":true,\"sub\":\"a\"}"),
        RawServer.text("HTTP/1.1 404 X\r\n" + JSON + "\r\n{\"active\":false}"),
        RawServer.text("HTTP/1.1 201 X\r\n" + JSON + "\r\n{\"active\":true,\"sub\":\"a\"}"),
        RawServer.text("HTTP/1.1 204 X\r\nConnection: close\r\n\r\n"),
        RawServer.text("HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:1/\r\n" + JSON + "\r\n"),
        RawServer.text("HTTP/1.1 200 X\r\nContent-Type: text/html\r\n\r\n<html>log in</html>"),
        RawServer.text(
            "HTTP/1.1 200 X\r\nContent-Type: text/html\r\n\r\n{\"active\":true,\"sub\":\"a\"}"),
        RawServer.text("HTTP/1.1 200 X\r\n\r\n{\"active\":true,\"sub\":\"a\"}"),
        RawServer.text("HTTP/1.1 200 X\r\n" + JSON + "\r\n"),
        RawServer.text("HTTP/1.1 200 X\r\n" + JSON + "\r\n[true]"),
        RawServer.text("HTTP/1.1 200 X\r\n" + JSON + "\r\n{\"active\":true,\"sub\":\"a\"}x"),
        RawServer.text("HTTP/1.1 200 X\r\n" + JSON + "\r\n" + "{\"a\":".repeat(40_000)),
        RawServer.text("HTTP/1.1 200 X\r\n" + JSON + "\r\n" + big),
        RawServer.text(
            "HTTP/1.1 200 X\r\n"
                + JSON
                + "Content-Length: 99\r\n\r\n{\"active\":true,\"sub\":\"a\"}"),
        RawServer.text(""),
        RawServer.text("garbage\r\n\r\n"),
        chunks());
  }

  /** Never ends, and never is too slow. */
  private static Answer chunks() {
    return (out, ended) -> {
      out.write(
          ("HTTP/1.1 200 X\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      byte[] wave = "5\r\n     \r\n".repeat(1000).getBytes(StandardCharsets.ISO_8859_1);
      while (ended.getCount() > 0) {
        out.write(wave);
      }
    };
  }

  /** I08: nothing of it is a good token, none is the client's fault, and none is remembered. */
  @ParameterizedTest
  @MethodSource("lies")
  void decide_anythingButAnAnswer_unavailable(Answer answer) {
    try (RawServer lying = RawServer.start(answer)) {
      trial = IntrospectionTrial.of(lying.uri(), spec -> spec.circuitBreaker(QUICK));

      trial.refuses("abc", Reasons.INTROSPECTION_UNAVAILABLE);
      trial.refuses("abc", Reasons.INTROSPECTION_UNAVAILABLE);
      trial.refuses("abc", Reasons.INTROSPECTION_UNAVAILABLE);

      assertThat(lying.requests()).as("asked again, until it is stopped").hasSize(2);
      assertThat(told()).containsExactly(Change.FAILED, Change.STOPPED);
    }
  }

  /** I08. */
  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void decide_retryAfter_toldWithinBounds(int status) {
    answerWith(status, "7");
    Decision decision = trial().ask("abc");
    assertThat(status(decision)).isEqualTo(503);
    assertThat(header(decision, "Retry-After")).isEqualTo("7");
    assertThat(header(decision, "WWW-Authenticate")).isNull();

    answerWith(status, "999999999");
    assertThat(header(trial.ask("abc"), "Retry-After")).isEqualTo("60");
  }

  private void answerWith(int status, String retryAfter) {
    server.answerWith(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", retryAfter);
          exchange.sendResponseHeaders(status, -1);
        });
  }

  /** I09: our own credentials are bad, and clients are not told that theirs are. */
  @ParameterizedTest
  @CsvSource({
    "401, active, REFUSED_US",
    "403, active, REFUSED_US",
    "400, invalid_client, REFUSED_US",
    "400, invalid_request, FAILED",
    "500, invalid_client, FAILED"
  })
  void decide_ourCredentialsRefused_unavailableAndToldLoudly(
      int status, String error, Change change) {
    server.answerWith(TestIssuer.json(status, Map.of("active", false, "error", error)));

    trial().refuses("abc", Reasons.INTROSPECTION_UNAVAILABLE);
    assertThat(told()).containsExactly(change);
    server.answerWith(active());

    trial.accepts("abc");
  }

  /** I08, D06: each answer comes within the total deadline, wherever the server hangs. */
  @ParameterizedTest
  @EnumSource(
      value = HangingServer.At.class,
      names = {"CONNECT", "ANSWER", "HEAD", "BODY"})
  void decide_serverThatHangs_endsAtTheDeadline(HangingServer.At where) throws Exception {
    try (HangingServer hanging = HangingServer.start(where)) {
      trial =
          IntrospectionTrial.of(
              hanging.uri(),
              spec ->
                  spec.connectTimeout(Duration.ofMillis(200)).totalTimeout(Duration.ofMillis(400)));
      RequestThread<Integer> request = RequestThread.start(() -> trial.status("abc"));

      assertThat(request.result()).isEqualTo(503);
      assertThat(request.took()).isLessThan(Duration.ofSeconds(4)); // of a busy machine
    }
  }

  /** D06: a warm cache lives through it, a cold one is told at once when calls are stopped. */
  @Test
  void decide_blackHole_warmUnharmedColdBounded() throws Exception {
    trial =
        IntrospectionTrial.of(
            server.uri(),
            spec ->
                spec.circuitBreaker(QUICK)
                    .connectTimeout(Duration.ofMillis(300))
                    .totalTimeout(Duration.ofMillis(500)));
    trial.accepts("warm");
    CountDownLatch over = new CountDownLatch(1);
    server.answerWith(exchange -> awaitOpen(over));
    List<RequestThread<Integer>> cold = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String token = "cold-" + i;
      cold.add(RequestThread.start(() -> trial.status(token)));
    }

    trial.accepts("warm");
    for (RequestThread<Integer> request : cold) {
      assertThat(request.result()).isEqualTo(503);
      assertThat(request.took()).isLessThan(Duration.ofSeconds(5));
    }
    await().until(() -> told().contains(Change.STOPPED));
    int calls = server.calls();
    trial.refuses("cold-again", Reasons.INTROSPECTION_UNAVAILABLE);
    assertThat(server.calls()).as("not even called").isEqualTo(calls);
    trial.accepts("warm");
    over.countDown();
  }

  /** I08, D06: one call tries, and if it ends well everything does. */
  @Test
  void decide_serverWellAgain_oneTrialThenAsBefore() {
    trial = IntrospectionTrial.of(server.uri(), spec -> spec.circuitBreaker(QUICK));
    server.answerWith(TestIssuer.body(500, "text/plain", "down"));
    assertThat(trial.status("a")).isEqualTo(503);
    assertThat(trial.status("b")).isEqualTo(503);
    server.answerWith(active());
    int calls = server.calls();
    Decision stopped = trial.ask("c");
    assertThat(status(stopped)).isEqualTo(503);
    assertThat(header(stopped, "Retry-After")).isEqualTo("1");
    assertThat(server.calls()).isEqualTo(calls);

    trial.pass(Duration.ofMillis(1_001));

    trial.accepts("c");
    trial.accepts("d");
    assertThat(told()).containsExactly(Change.FAILED, Change.STOPPED, Change.ANSWERS);
  }

  /** D06: however often it comes and goes, nothing is accepted that it did not accept. */
  @Test
  void decide_serverThatFlaps_neverWrong() {
    trial = IntrospectionTrial.of(server.uri(), spec -> spec.circuitBreaker(QUICK));
    for (int second = 0; second < 120; second++) {
      boolean up = second % 2 == 0;
      if (up) {
        server.answerWith(Map.of("active", false));
      } else {
        server.answerWith(TestIssuer.body(500, "text/plain", "down"));
      }
      assertThat(trial.status("bad-" + second)).isIn(401, 503);
      trial.pass(Duration.ofSeconds(1));
    }
    server.answerWith(active());
    trial.pass(Duration.ofSeconds(11));
    trial.accepts("good");
  }

  /** I18: denied unless it is said; then for a while, and never past exp. */
  @Test
  void decide_downAndAnOldAnswer_staleOnlyIfSaid() {
    trial().accepts("abc");
    trial.pass(Duration.ofSeconds(60));
    server.stop();
    trial.refuses("abc", Reasons.INTROSPECTION_UNAVAILABLE);
    trial.close();
    server.restart();

    trial =
        IntrospectionTrial.of(
            server.uri(),
            spec -> spec.onUnavailable(OnUnavailable.STALE).staleFor(Duration.ofSeconds(100)));
    trial.accepts("abc");
    server.answerWith(active("exp", trial.clock().instant().getEpochSecond() + 90));
    trial.accepts("short");
    server.stop();
    trial.pass(Duration.ofSeconds(89));
    trial.accepts("abc");
    trial.accepts("short");
    trial.pass(Duration.ofSeconds(1));
    trial.refuses("short", Reasons.INTROSPECTION_UNAVAILABLE);
    trial.pass(Duration.ofSeconds(69));
    trial.accepts("abc");
    trial.pass(Duration.ofSeconds(1));
    trial.refuses("abc", Reasons.INTROSPECTION_UNAVAILABLE);
  }

  /** What the server says now goes before what it said: also when it says no. */
  @Test
  void decide_staleAllowed_refusalCounts() {
    trial = IntrospectionTrial.of(server.uri(), spec -> spec.onUnavailable(OnUnavailable.STALE));
    trial.accepts("abc");
    trial.pass(Duration.ofSeconds(60));
    server.answerWith(Map.of("active", false));
    trial.refuses("abc", Reasons.TOKEN_INACTIVE);
    trial.pass(Duration.ofSeconds(10));
    server.stop();

    trial.refuses("abc", Reasons.INTROSPECTION_UNAVAILABLE);
  }

  @Test
  void decide_anonymousAllowed_onlyWhereTheRouteIsOptional() {
    trial =
        IntrospectionTrial.of(
            Introspection.endpoint(server.uri()),
            spec -> spec.onUnavailable(OnUnavailable.DENY),
            builder ->
                builder
                    .authenticator(
                        "easy",
                        Introspection.endpoint(server.uri())
                            .clientId("gateway")
                            .clientSecret(io.edgeauth.keys.Secret.of("x"))
                            .onUnavailable(OnUnavailable.ALLOW_ANONYMOUS))
                    .route(Route.path("/feed").authenticate("easy").optional()));
    server.stop();

    Decision feed = trial.edge().decide(TestRequest.get("/feed").bearer("abc"));

    assertThat(((Decision.Forward) feed).identity().isAnonymous()).isTrue();
    assertThat(trial.status("abc")).isEqualTo(503);
    server.restart();
    server.answerWith(Map.of("active", false));
    assertThat(status(trial.edge().decide(TestRequest.get("/feed").bearer("def"))))
        .as("what is bad is refused")
        .isEqualTo(401);
  }
}
