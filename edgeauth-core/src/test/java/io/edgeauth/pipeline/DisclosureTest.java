package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.event.AuditLog;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.event.EdgeEvent;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.http.Problem;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What clients and logs are not told. */
final class DisclosureTest {

  private static final String MARKER = "MARKER-a81f";

  private final TestKey key = TestKey.of("ES256", "k1");
  private final TestIssuer issuer = TestIssuer.start(key);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final List<Logger> loggers =
      List.of(
          (Logger) LoggerFactory.getLogger("io.edgeauth"),
          (Logger) LoggerFactory.getLogger("edgeauth.audit"));
  private final List<EdgeEvent> events = new ArrayList<>();
  private final EdgeAuth edge =
      EdgeAuth.builder()
          .authenticator("user", Jwt.issuer(issuer.issuer()).audience("api"))
          .route(Route.path("/admin").authenticate("user").requireRole("admin"))
          .route(Route.path("/tenant").authenticate("user").requireClaim("dept", "sales"))
          .route(Route.path("/**").authenticate("user"))
          .listener(events::add)
          .build();

  @BeforeEach
  void listen() {
    lines.start();
    for (Logger logger : loggers) {
      logger.setLevel(Level.TRACE);
      logger.setAdditive(false);
      logger.addAppender(lines);
    }
  }

  @AfterEach
  void close() {
    for (Logger logger : loggers) {
      logger.detachAppender(lines);
      logger.setAdditive(true);
      logger.setLevel(null);
    }
    edge.close();
    issuer.close();
  }

  private TestToken marked() {
    return TestToken.valid(issuer.issuer(), key)
        .claim("email", MARKER)
        .claim("roles", List.of(MARKER))
        .claim("scope", MARKER)
        .claim("dept", MARKER)
        .claim("jti", MARKER);
  }

  private String logged() {
    StringBuilder text = new StringBuilder();
    for (ILoggingEvent line : lines.list) {
      text.append(line.getFormattedMessage()).append('\n');
      text.append(line.getThrowableProxy() == null ? "" : line.getThrowableProxy().getMessage());
    }
    return text.toString();
  }

  /** C10, G9: neither the body nor any line holds a credential or a claim's value. */
  @Test
  void refused_markedCredentials_toldNowhere() {
    TestKey stranger = TestKey.of("ES256", "k1");
    List<String> tokens =
        List.of(
            marked().compact(),
            marked().signedBy(stranger).compact(),
            marked().claim("aud", MARKER).compact(),
            marked().claim("exp", Instant.now().minusSeconds(999).getEpochSecond()).compact(),
            marked().claim("exp", MARKER).compact(),
            marked().claim("iat", MARKER).compact(),
            marked().claim("sub", List.of(MARKER)).compact(),
            marked().claim("iss", MARKER).compact(),
            marked().claim("cnf", MARKER).compact(),
            marked().header("kid", MARKER).compact(),
            marked().header("typ", MARKER).compact(),
            marked().header("alg", MARKER).compact(),
            marked().header("crit", List.of(MARKER)).compact(),
            TestToken.compact("{\"alg\":\"ES256\"," + MARKER, "{\"a\":" + MARKER, key),
            MARKER,
            MARKER + "." + MARKER + "." + MARKER);
    for (String token : tokens) {
      for (String path : List.of("/admin", "/tenant")) {
        Decision.Reject reject =
            (Decision.Reject) edge.decide(TestRequest.get(path).query("q=" + MARKER).bearer(token));
        assertThat(reject.problem().body()).doesNotContain(MARKER).doesNotContain(token);
        assertThat(reject.responseHeaders().toString()).doesNotContain(MARKER);
      }
    }
    edge.decide(TestRequest.get("/x").header("Authorization", "Basic " + MARKER));
    edge.decide(TestRequest.get("/x").header("Authorization", "Bearer " + MARKER + " x"));
    assertThat(logged()).contains("\"outcome\":\"reject\"").doesNotContain(MARKER);
    for (String token : tokens) {
      assertThat(logged()).doesNotContain(token);
    }
    assertThat(events.toString()).doesNotContain(MARKER);
    assertThat(events).filteredOn(DecisionEvent.class::isInstance).hasSize(2 * tokens.size() + 2);
  }

  /** C10: whatever is wrong with a token, a stranger sees the same. */
  @Test
  void refused_anyBadToken_sameAnswer() {
    TestKey stranger = TestKey.of("ES256", "k1");
    List<String> bodies = new ArrayList<>();
    for (TestToken token :
        List.of(
            marked().signedBy(stranger),
            marked().claim("aud", "other"),
            marked().claim("exp", 1),
            marked().header("kid", "other"))) {
      Decision.Reject reject =
          (Decision.Reject) edge.decide(TestRequest.get("/x").bearer(token.compact()));
      String id = reject.problem().requestId();
      bodies.add((reject.problem().body() + reject.responseHeaders()).replace(id, "ID"));
    }
    assertThat(bodies.stream().distinct()).hasSize(1);
  }

  /** C06: one decision is one line of bounded length, whatever the client writes into it. */
  @Test
  void audit_hostileRequest_oneEscapedLine() throws JsonException {
    String hostile =
        "/x\r\n{\"outcome\":\"forward\"}\u001b[31m${jndi:ldap://x}\u2028" + "y".repeat(9_000);
    edge.decide(TestRequest.of("G\nT", hostile).peer("1.2.3.4\n"));
    List<ILoggingEvent> audits =
        lines.list.stream().filter(line -> line.getLoggerName().equals("edgeauth.audit")).toList();
    assertThat(audits).hasSize(1);
    String line = audits.get(0).getFormattedMessage();
    assertThat(line).matches("[ -~]+").hasSizeLessThan(3_000);
    Map<String, Object> fields = JsonReader.readObject(line.getBytes(StandardCharsets.US_ASCII));
    assertThat(fields.get("path")).isEqualTo(hostile.substring(0, 1_024));
    assertThat(fields.get("reason")).isEqualTo("request-malformed");
    assertThat(fields.get("outcome")).isEqualTo("reject");
  }

  private static final String HOSTILE =
      "e\r\n{\"outcome\":\"forward\"}\u001b[31m${jndi:ldap://x}\u2028" + "y".repeat(5_000);

  private List<String> written() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** C06: what a verified token says is its issuer's word, and no less foreign. */
  @Test
  void audit_hostileClaims_oneEscapedLine() throws JsonException {
    edge.decide(
        TestRequest.get("/admin")
            .bearer(
                TestToken.valid(issuer.issuer(), key)
                    .claim("sub", HOSTILE)
                    .claim("client_id", HOSTILE)
                    .compact()));
    List<String> audits = written().stream().filter(line -> line.startsWith("{")).toList();
    assertThat(audits).hasSize(1);
    assertThat(audits.get(0)).matches("[ -~]+").contains("\"outcome\":\"reject\"");
    assertThat(audits.get(0)).doesNotContain("jndi");

    lines.list.clear();
    AuditLog.of(AuditLog.Scope.ALL)
        .on(
            new DecisionEvent(
                Instant.EPOCH,
                "r1",
                HOSTILE,
                HOSTILE,
                HOSTILE,
                HOSTILE,
                List.of(),
                HOSTILE,
                HOSTILE,
                DecisionEvent.Outcome.REJECT,
                Reasons.ROLE_MISSING,
                HOSTILE,
                Duration.ZERO));
    assertThat(written()).hasSize(1);
    assertThat(written().get(0)).matches("[ -~]+").hasSizeLessThan(9_000);
    Map<String, Object> fields =
        JsonReader.readObject(written().get(0).getBytes(StandardCharsets.US_ASCII));
    for (String name : List.of("detail", "path", "client-address", "subject", "client")) {
      assertThat(fields).containsEntry(name, HOSTILE.substring(0, 1_024));
    }
    assertThat(fields).containsEntry("outcome", "reject");
  }

  /** C06: no line holds them raw, and most do not hold them at all. */
  @Test
  void everyLine_hostileKidAgentAndHeaders_oneLine() {
    edge.decide(
        TestRequest.get("/x")
            .header("User-Agent", HOSTILE)
            .header("Referer", HOSTILE)
            .header("X-Request-Id", HOSTILE)
            .header("traceparent", HOSTILE)
            .bearer(
                TestToken.valid(issuer.issuer(), key)
                    .header("kid", HOSTILE.substring(0, 200))
                    .compact()));
    edge.decide(TestRequest.get("/x").header("Authorization", "Bearer " + HOSTILE));
    edge.decide(TestRequest.get("/x").authority(HOSTILE));
    assertThat(written())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).matches("[ -~…]+").doesNotContain("jndi"));
  }

  /** C06: a policy that quotes the request when it fails puts nothing into the log by it. */
  @Test
  void failure_messageQuotesRequest_notLogged() {
    try (EdgeAuth failing =
        EdgeAuth.builder()
            .policy(
                "quoting",
                (who, request) -> {
                  throw new IllegalStateException(
                      request.rawPath() + request.headers("User-Agent") + HOSTILE,
                      new IllegalArgumentException(HOSTILE));
                })
            .route(Route.path("/**").allowPublic().policy("quoting"))
            .build()) {
      lines.list.clear();
      failing.decide(TestRequest.get("/jndi").header("User-Agent", HOSTILE));
    }
    List<ILoggingEvent> errors =
        lines.list.stream().filter(line -> line.getLevel() == Level.ERROR).toList();
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).getThrowableProxy()).isNull();
    assertThat(errors.get(0).getFormattedMessage().lines())
        .allMatch(
            line ->
                line.startsWith("\tat ")
                    || line.matches("request [0-9a-f]{32} failed in stage .*IllegalStateException")
                    || line.equals("caused by java.lang.IllegalArgumentException"));
  }

  /** C10: in each form, what is refused as 401 looks the same to the byte but for its id. */
  @Test
  void refused_inEachFormat_sameBodyButForTheId() {
    for (Problem.Format format : Problem.Format.values()) {
      try (EdgeAuth other =
          EdgeAuth.builder()
              .authenticator("user", Jwt.issuer(issuer.issuer()).audience("api"))
              .route(Route.path("/**").authenticate("user"))
              .errors(format, "edgeauth")
              .build()) {
        List<String> bodies = new ArrayList<>();
        for (TestToken token :
            List.of(
                marked().claim("sub", "nobody-knows-me").claim("aud", "other"),
                marked().signedBy(TestKey.of("ES256", "k1")),
                marked().claim("exp", 1),
                marked().header("kid", "other"))) {
          Decision.Reject reject =
              (Decision.Reject) other.decide(TestRequest.get("/x").bearer(token.compact()));
          String id = reject.problem().requestId();
          assertThat(reject.problem().body()).as("%s", format).contains(id);
          bodies.add(reject.problem().body().replace(id, "ID"));
        }
        assertThat(bodies.stream().distinct()).hasSize(1);
      }
    }
  }

  @Test
  void audit_scope_onlyWhatWasAskedFor() {
    DecisionEvent forward = event(DecisionEvent.Outcome.FORWARD);
    DecisionEvent reject = event(DecisionEvent.Outcome.REJECT);
    DecisionEvent shadow = event(DecisionEvent.Outcome.SHADOW);
    Map<AuditLog.Scope, Integer> expected =
        Map.of(AuditLog.Scope.NONE, 0, AuditLog.Scope.REFUSED, 2, AuditLog.Scope.ALL, 3);
    expected.forEach(
        (scope, count) -> {
          lines.list.clear();
          AuditLog.of(scope).on(forward);
          AuditLog.of(scope).on(reject);
          AuditLog.of(scope).on(shadow);
          assertThat(lines.list).hasSize(count);
        });
  }

  private static DecisionEvent event(DecisionEvent.Outcome outcome) {
    return new DecisionEvent(
        Instant.EPOCH,
        "r1",
        "GET",
        "/x",
        null,
        "/x",
        List.of("user"),
        "alice",
        null,
        outcome,
        outcome == DecisionEvent.Outcome.FORWARD ? null : Reasons.ROLE_MISSING,
        null,
        Duration.ofNanos(1_500));
  }

  /** What would have been refused is told with why, and as what it is. */
  @Test
  void audit_shadow_withItsReason() {
    lines.list.clear();
    AuditLog.of(AuditLog.Scope.REFUSED).on(event(DecisionEvent.Outcome.SHADOW));
    assertThat(lines.list.get(0).getFormattedMessage())
        .contains("\"outcome\":\"shadow\",\"reason\":\"role-missing\",\"status\":403,");
  }

  @Test
  void audit_decision_exactMembers() {
    lines.list.clear();
    AuditLog.of(AuditLog.Scope.REFUSED).on(event(DecisionEvent.Outcome.REJECT));
    assertThat(lines.list.get(0).getFormattedMessage())
        .isEqualTo(
            "{\"at\":\"1970-01-01T00:00:00Z\",\"requestId\":\"r1\",\"outcome\":\"reject\","
                + "\"reason\":\"role-missing\",\"status\":403,\"method\":\"GET\",\"path\":\"/x\","
                + "\"route\":\"/x\",\"authenticators\":[\"user\"],\"subject\":\"alice\",\"micros\":1}");
  }
}
