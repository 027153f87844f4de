package io.edgeauth.forward.exchange;

import static io.edgeauth.fixtures.ExchangeTrial.exchanged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.edgeauth.event.AuthorityEvent;
import io.edgeauth.event.AuthorityEvent.Change;
import io.edgeauth.event.EdgeEvent;
import io.edgeauth.fixtures.ExchangeTrial;
import io.edgeauth.fixtures.HangingServer;
import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.RequestThread;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestIssuer.Answer;
import io.edgeauth.http.HeaderField;
import io.edgeauth.keys.Secret;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * A token endpoint in trouble: 503, and the client's token never goes on in place of the new one.
 * I08, I09, I15, D06.
 */
@Timeout(60)
final class TokenExchangeFaultsTest {

  private final TestAuthorizationServer server = TestAuthorizationServer.start(exchanged());
  private final ExchangeTrial trial = ExchangeTrial.of(server);

  @AfterEach
  void end() {
    trial.close();
    server.close();
  }

  private List<Change> told() {
    return trial.trial().events().of(AuthorityEvent.class).stream()
        .peek(event -> assertThat(event.authenticator()).isEqualTo("token-exchange.orders"))
        .map(AuthorityEvent::change)
        .toList();
  }

  static Stream<Answer> noAnswers() {
    String good =
        "{\"access_token\":\"n\",\"issued_token_type\":"
            + "\"urn:ietf:params:oauth:token-type:access_token\",\"token_type\":\"Bearer\","
            + "\"expires_in\":60";
    return Stream.of(
        TestIssuer.json(500, exchanged()),
        TestIssuer.json(404, exchanged()),
        TestIssuer.json(201, exchanged()),
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
          TestIssuer.json(302, exchanged()).to(exchange);
        },
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
          TestIssuer.json(307, exchanged()).to(exchange);
        },
        TestIssuer.body(200, "text/html", "<html>log in</html>"),
        TestIssuer.body(200, "text/html", good + "}"),
        TestIssuer.body(200, "application/json", good),
        TestIssuer.body(200, "application/json", good + ",\"expires_in\":60}"),
        TestIssuer.body(200, "application/json", good + ",\"x\":\"" + "x".repeat(65536) + "\"}"),
        TestIssuer.body(400, "text/html", "<html>invalid_grant</html>"),
        TestIssuer.json(400, Map.of("error", 7)),
        TestIssuer.json(400, Map.of()));
  }

  @ParameterizedTest
  @MethodSource("noAnswers")
  void decide_noAnswer_unavailableAndNotRemembered(Answer answer) {
    server.answerWith(answer);

    assertThat(trial.refuses("abc", Reasons.TOKEN_EXCHANGE_UNAVAILABLE)).isEqualTo("1");
    assertThat(told()).containsExactly(Change.FAILED);
    server.answerWith(exchanged());
    assertThat(trial.authorization("abc")).containsExactly("Bearer the-new-token");
  }

  static Stream<Arguments> spoiled() {
    return Stream.of(
        Arguments.of("access_token", null),
        Arguments.of("access_token", ""),
        Arguments.of("access_token", 7),
        Arguments.of("access_token", "a b"),
        Arguments.of("access_token", "a\r\nX-User-Id: root"),
        Arguments.of("access_token", "é"),
        Arguments.of("access_token", "x".repeat(16385)),
        Arguments.of("access_token", "abc"),
        Arguments.of("issued_token_type", null),
        Arguments.of("issued_token_type", "urn:ietf:params:oauth:token-type:refresh_token"),
        Arguments.of("issued_token_type", List.of("urn:ietf:params:oauth:token-type:access_token")),
        Arguments.of("token_type", null),
        Arguments.of("token_type", "N_A"),
        Arguments.of("token_type", "DPoP"),
        Arguments.of("token_type", "Bearer "),
        Arguments.of("expires_in", null),
        Arguments.of("expires_in", 0),
        Arguments.of("expires_in", -5),
        Arguments.of("expires_in", "60"));
  }

  /** One member is not as it must be; {@code abc} is the very token that was sent. */
  @ParameterizedTest
  @MethodSource("spoiled")
  void decide_spoiledAnswer_unavailable(String member, Object value) {
    server.answerWith(exchanged(member, value));

    trial.refuses("abc", Reasons.TOKEN_EXCHANGE_UNAVAILABLE);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(400, "invalid_grant", Reasons.TOKEN_EXCHANGE_REFUSED, null),
        Arguments.of(400, "invalid_target", Reasons.TOKEN_EXCHANGE_REFUSED, null),
        Arguments.of(403, "access_denied", Reasons.TOKEN_EXCHANGE_REFUSED, null),
        Arguments.of(401, "invalid_client", null, Change.REFUSED_US),
        Arguments.of(401, "invalid_grant", null, Change.REFUSED_US),
        Arguments.of(400, "invalid_client", null, Change.REFUSED_US),
        Arguments.of(400, "unauthorized_client", null, Change.REFUSED_US),
        Arguments.of(400, "unsupported_grant_type", null, Change.REFUSED_US),
        Arguments.of(429, "slow_down", null, Change.FAILED),
        Arguments.of(400, "no\r\ncode", null, Change.FAILED));
  }

  /** I09: what is about us is told loudly; what is about one token is in its decision alone. */
  @ParameterizedTest
  @MethodSource("refusals")
  void decide_error_reasonByWhomItIsAbout(int status, String error, Reason reason, Change change) {
    server.answerWith(TestIssuer.json(status, Map.of("error", error)));

    trial.refuses("abc", reason == null ? Reasons.TOKEN_EXCHANGE_UNAVAILABLE : reason);
    assertThat(told()).isEqualTo(change == null ? List.of() : List.of(change));
    assertThat(trial.trial().lastEvent().detail())
        .startsWith("the endpoint answered " + status)
        .doesNotContain("\r");
  }

  /** Within the skew a token passes after its end, and a new one is asked for each time. */
  @Test
  void decide_refusedAfterItsEnd_notAskedForEachRequest() {
    trial
        .asked()
        .answerWith(
            IntrospectionTrial.active("exp", trial.trial().clock().instant().getEpochSecond() + 1));
    trial.trial().pass(Duration.ofSeconds(30));
    server.answerWith(TestIssuer.json(400, Map.of("error", "invalid_grant")));

    trial.refuses("abc", Reasons.TOKEN_EXCHANGE_REFUSED);
    trial.refuses("abc", Reasons.TOKEN_EXCHANGE_REFUSED);

    assertThat(server.calls()).isEqualTo(1);
    trial.trial().pass(Duration.ofSeconds(10));
    server.answerWith(exchanged());
    assertThat(trial.authorization("abc")).containsExactly("Bearer the-new-token");
    assertThat(trial.authorization("abc")).containsExactly("Bearer the-new-token");
    assertThat(server.calls()).isEqualTo(3);
  }

  @Test
  void decide_retryAfterOfTheServer_passedOnUpToAMinute() {
    server.answerWith(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "7");
          TestIssuer.json(429, Map.of()).to(exchange);
        });
    assertThat(trial.refuses("abc", Reasons.TOKEN_EXCHANGE_UNAVAILABLE)).isEqualTo("7");
    server.answerWith(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "86400");
          TestIssuer.json(503, Map.of()).to(exchange);
        });
    assertThat(trial.refuses("abc", Reasons.TOKEN_EXCHANGE_UNAVAILABLE)).isEqualTo("60");
  }

  /** What is remembered serves on. */
  @Test
  void decide_serverGone_unavailableAndBackAgain() {
    assertThat(trial.authorization("known")).containsExactly("Bearer the-new-token");
    server.stop();

    trial.refuses("abc", Reasons.TOKEN_EXCHANGE_UNAVAILABLE);
    assertThat(trial.authorization("known")).containsExactly("Bearer the-new-token");
    server.restart();
    trial.trial().pass(Duration.ofSeconds(1));
    assertThat(trial.authorization("abc")).containsExactly("Bearer the-new-token");
    assertThat(told()).containsExactly(Change.FAILED, Change.ANSWERS);
  }

  @ParameterizedTest
  @EnumSource(
      value = HangingServer.At.class,
      names = {"ANSWER", "HEAD", "BODY"})
  void decide_serverHangs_unavailableInTime(HangingServer.At at) throws Exception {
    try (HangingServer hanging = HangingServer.start(at);
        ExchangeTrial slow = ExchangeTrial.of(hanging.uri())) {
      slow.refuses("abc", Reasons.TOKEN_EXCHANGE_UNAVAILABLE);
    }
  }

  /** Ten calls, all of which fail: then none is made for a second, and one is tried. */
  @Test
  void decide_allFail_stoppedAndTriedAgain() {
    server.answerWith(TestIssuer.json(500, Map.of()));
    for (int i = 0; i < 10; i++) {
      trial.refuses("t" + i, Reasons.TOKEN_EXCHANGE_UNAVAILABLE);
    }
    assertThat(trial.refuses("abc", Reasons.TOKEN_EXCHANGE_UNAVAILABLE)).isEqualTo("1");
    assertThat(server.calls()).isEqualTo(10);
    assertThat(told()).containsExactly(Change.FAILED, Change.STOPPED);

    server.answerWith(exchanged());
    trial.trial().pass(Duration.ofMillis(1_001));
    assertThat(trial.authorization("abc")).containsExactly("Bearer the-new-token");
    assertThat(told()).containsExactly(Change.FAILED, Change.STOPPED, Change.ANSWERS);
  }

  /** D02: 64 calls are under way and 64 wait; the next is told at once. */
  @Test
  void decide_moreCallsThanPlaces_busy() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    server.answerWith(
        exchange -> {
          try {
            assertThat(answer.await(30, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          TestIssuer.json(200, exchanged()).to(exchange);
        });
    List<RequestThread<List<String>>> requests = new ArrayList<>();
    for (int i = 0; i < 128; i++) {
      String token = "t" + i;
      assertThat(trial.trial().status(token)).isEqualTo(200);
      requests.add(RequestThread.start(() -> trial.authorization(token)));
    }
    assertThat(trial.trial().status("abc")).isEqualTo(200);
    await().until(() -> requests.stream().allMatch(RequestThread::isWaiting));

    assertThat(trial.refuses("abc", Reasons.TOKEN_EXCHANGE_BUSY)).isEqualTo("1");
    answer.countDown();
    for (RequestThread<List<String>> request : requests) {
      assertThat(request.result()).containsExactly("Bearer the-new-token");
    }
  }

  /** I15: neither token, nor the client's secret. */
  @Test
  void decide_goodAndBad_nothingSecretIsTold() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger("io.edgeauth");
    Level level = logger.getLevel();
    logger.setLevel(Level.TRACE);
    logger.addAppender(lines);
    List<Object> shown = new ArrayList<>();
    try {
      shown.add(trial.ask("planted-old"));
      server.answerWith(
          TestIssuer.json(400, Map.of("error", "planted-old", "access_token", "planted-new")));
      shown.add(trial.ask("planted-old-2"));
      server.answerWith(exchanged("access_token", "planted-new"));
      shown.add(trial.ask("planted-old-3"));
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(level);
    }
    lines.list.forEach(line -> shown.add(line.getFormattedMessage()));
    shown.addAll(trial.trial().events().of(EdgeEvent.class));
    shown.add(new ExchangeOutcome.Exchanged(header()));
    shown.add(header());
    shown.add(new ExchangeAnswer.Token("planted-new", Duration.ofSeconds(1)));
    shown.add(TokenExchange.endpoint(server.uri()).clientSecret(Secret.of("the-gateway's-secret")));

    assertThat(shown)
        .hasSizeGreaterThan(9)
        .allSatisfy(
            one ->
                assertThat(one.toString())
                    .doesNotContain("planted")
                    .doesNotContain("the-new-token")
                    .doesNotContain("the-gateway's"));
  }

  private static HeaderField header() {
    return new HeaderField("authorization", "Bearer planted-new");
  }
}
