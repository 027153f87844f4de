package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.apikey.InvalidApiKeyRequestException.Fault;
import io.edgeauth.event.ApiKeyChangedEvent;
import io.edgeauth.event.ApiKeyChangedEvent.Change;
import io.edgeauth.event.AuditLog;
import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.json.JsonReader;
import io.edgeauth.route.Route;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is told of issuing, rotating and revoking, and by whom. */
final class KeyChangesTest {

  private final RecordedEvents events = new RecordedEvents();
  private final EdgeAuth edge =
      EdgeAuth.builder()
          .authenticator("partner", ApiKeys.prefix("ck_live_"))
          .route(Route.path("/orders/**").authenticate("partner"))
          .listener(events)
          .time(new FakeClock(TestRuntime.NOW), new FakeTicker())
          .build();
  private final ApiKeys keys = edge.apiKeys("partner");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger audit = (Logger) LoggerFactory.getLogger("edgeauth.audit");

  @BeforeEach
  void listen() {
    lines.start();
    audit.addAppender(lines);
    audit.setLevel(Level.INFO);
    audit.setAdditive(false);
  }

  @AfterEach
  void close() {
    audit.detachAppender(lines);
    audit.setLevel(null);
    audit.setAdditive(true);
    edge.close();
  }

  private List<ApiKeyChangedEvent> told() {
    return events.of(ApiKeyChangedEvent.class);
  }

  @Test
  void change_each_toldOnceWithWhoDidIt() throws Exception {
    IssuedKey issued = keys.by("alice").issue(ApiKeyRequest.owner("acme"));
    String id = issued.key().id();
    IssuedKey rotated = keys.by("bob").rotate(id, Duration.ZERO);
    keys.revoke(id);
    keys.by("carol").revoke(id); // had ended before

    assertThat(told())
        .containsExactly(
            new ApiKeyChangedEvent(TestRuntime.NOW, "partner", id, Change.ISSUED, "alice"),
            new ApiKeyChangedEvent(TestRuntime.NOW, "partner", id, Change.ROTATED, "bob"),
            new ApiKeyChangedEvent(TestRuntime.NOW, "partner", id, Change.REVOKED, null));
    assertThat(rotated).isNotNull();
    assertThat(told().toString())
        .doesNotContain(issued.secret().substring(8), rotated.secret().substring(8));
  }

  @Test
  void change_refusedOrOfNoKey_notTold() throws Exception {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys.issue(ApiKeyRequest.owner(" ")))
        .withMessageContaining("owner");
    assertThat(keys.rotate("key_none", Duration.ZERO)).isNull();
    assertThat(keys.revoke("key_none")).isNull();
    String revoked = keys.issue(ApiKeyRequest.owner("acme")).key().id();
    keys.revoke(revoked);
    assertThatIllegalArgumentException().isThrownBy(() -> keys.rotate(revoked, Duration.ZERO));

    assertThat(told())
        .extracting(ApiKeyChangedEvent::change)
        .containsExactly(Change.ISSUED, Change.REVOKED);
  }

  @Test
  void check_request_tellsFaultsAndIssuesNothing() throws Exception {
    ApiKeyRequest wrong = ApiKeyRequest.owner("").scopes("a b").allowedAddresses("nowhere");

    assertThat(keys.check(wrong))
        .extracting(Fault::field)
        .containsExactly("owner", "scopes", "allow-ip");
    assertThat(keys.check(ApiKeyRequest.owner("acme"))).isEmpty();
    assertThat(keys.list(null, 10)).isEmpty();
    assertThat(told()).isEmpty();
  }

  /** C06: who did it may have a name that would forge a line. */
  @Test
  void audit_changeByHostileName_oneLineOfJson() throws Exception {
    keys.by("x\n\u2028{\"event\":1}").issue(ApiKeyRequest.owner("acme"));
    ApiKeyChangedEvent told = told().get(0);
    assertThat(lines.list).as("the default writes it").hasSize(1);
    String line = lines.list.get(0).getFormattedMessage();
    AuditLog.of(AuditLog.Scope.NONE).on(told);
    assertThat(lines.list).hasSize(1);
    AuditLog.of(AuditLog.Scope.ALL).on(told);
    assertThat(lines.list).hasSize(2);

    Map<String, Object> fields = JsonReader.readObject(line.getBytes(StandardCharsets.US_ASCII));
    assertThat(line).matches("[ -~]+");
    assertThat(fields)
        .containsEntry("event", "api-key-issued")
        .containsEntry("authenticator", "partner")
        .containsEntry("id", told.id())
        .containsEntry("by", told.by());
  }
}
