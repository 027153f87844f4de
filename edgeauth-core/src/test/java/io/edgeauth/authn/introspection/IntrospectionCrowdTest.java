package io.edgeauth.authn.introspection;

import static io.edgeauth.fixtures.Crowd.Kind.PLATFORM;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.event.DecisionEvent;
import io.edgeauth.fixtures.Crowd;
import io.edgeauth.fixtures.Crowd.Got;
import io.edgeauth.fixtures.ExchangeTrial;
import io.edgeauth.fixtures.HangingServer;
import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** D09: a thousand requests at a server that hangs, on threads of both kinds. */
@Timeout(90)
final class IntrospectionCrowdTest {

  private static final int CROWD = 1000;
  private static final Duration DEADLINE = Duration.ofSeconds(1);

  /** A thousand threads on two processors. */
  private static final Duration NOISE = Duration.ofSeconds(4);

  private static void assertInTime(List<? extends Got<?>> all) {
    assertThat(all).allSatisfy(got -> assertThat(got.took()).isLessThan(DEADLINE.plus(NOISE)));
  }

  private static IntrospectionTrial at(HangingServer hanging) {
    return IntrospectionTrial.of(
        hanging.uri(), spec -> spec.connectTimeout(DEADLINE).totalTimeout(DEADLINE));
  }

  /** 64 are asked about and 64 wait; all others are told at once. */
  @ParameterizedTest
  @EnumSource(Crowd.Kind.class)
  void decide_thousandTokens_eachToldInTime(Crowd.Kind kind) throws Exception {
    try (HangingServer hanging = HangingServer.start(HangingServer.At.ANSWER);
        IntrospectionTrial trial = at(hanging)) {
      assertThat(trial.status("warms-up")).isEqualTo(503);

      List<Got<Integer>> all = Crowd.of(kind, CROWD, i -> trial.status("t" + i));

      assertThat(all).extracting(Got::result).containsOnly(503);
      assertInTime(all);
      assertThat(trial.events().of(DecisionEvent.class))
          .filteredOn(event -> event.reason().equals(Reasons.INTROSPECTION_BUSY))
          .hasSizeGreaterThanOrEqualTo(CROWD - 2 * 128);
    }
  }

  /** All wait for one call, each until its own time is over. */
  @ParameterizedTest
  @EnumSource(Crowd.Kind.class)
  void decide_oneToken_eachToldInTime(Crowd.Kind kind) throws Exception {
    try (HangingServer hanging = HangingServer.start(HangingServer.At.BODY);
        IntrospectionTrial trial = at(hanging)) {
      assertThat(trial.status("warms-up")).isEqualTo(503);

      List<Got<Integer>> all = Crowd.of(kind, CROWD, i -> trial.status("t"));

      assertThat(all).extracting(Got::result).containsOnly(503);
      assertInTime(all);
    }
  }

  /** The positive twin: none is lost, and it is one call. */
  @ParameterizedTest
  @EnumSource(Crowd.Kind.class)
  void decide_serverThatAnswers_allAccepted(Crowd.Kind kind) throws Exception {
    try (TestAuthorizationServer server =
            TestAuthorizationServer.start(IntrospectionTrial.active());
        IntrospectionTrial trial = IntrospectionTrial.of(server.uri())) {
      trial.accepts("warms-up");

      List<Got<Integer>> all = Crowd.of(kind, CROWD, i -> trial.status("t"));

      assertThat(all).extracting(Got::result).containsOnly(200);
      assertThat(server.calls()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Crowd.Kind.class)
  void exchange_hundredsOfTokens_eachToldInTime(Crowd.Kind kind) throws Exception {
    try (HangingServer hanging = HangingServer.start(HangingServer.At.ANSWER);
        ExchangeTrial trial = ExchangeTrial.of(hanging.uri())) {
      trial.refuses("warms-up", Reasons.TOKEN_EXCHANGE_UNAVAILABLE);
      for (int some = 0; some < 300; some += 100) {
        int from = some;
        assertThat(Crowd.of(PLATFORM, 100, i -> trial.trial().status("t" + (from + i))))
            .extracting(Got::result)
            .containsOnly(200); // without an exchange
      }

      List<Got<Integer>> all =
          Crowd.of(kind, 300, i -> IntrospectionTrial.status(trial.ask("t" + i)));

      assertThat(all).extracting(Got::result).containsOnly(503);
      assertInTime(all);
    }
  }
}
