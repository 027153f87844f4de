package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.Refusal;
import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code counts: failures}: of all reasons for which a credential is refused, which are a guess.
 */
final class GuessReasonTest {

  private static final String HEADER = "X-Reason";

  /** Refuses for whatever reason its header names. */
  private static final class Refusing implements Authenticator {
    @Override
    public Set<Carrier> carriers() {
      return Set.of(Carrier.header(HEADER));
    }

    @Override
    public Set<Carrier> presents(EdgeRequest request) {
      return request.headers(HEADER).isEmpty() ? Set.of() : carriers();
    }

    @Override
    public AuthenticationResult authenticate(EdgeRequest request) {
      List<String> named = request.headers(HEADER);
      return named.isEmpty()
          ? AuthenticationResult.Absent.INSTANCE
          : GuessReasonTest.reasons()
              .filter(reason -> reason.code().equals(named.get(0)))
              .findFirst()
              .map(reason -> new AuthenticationResult.Refused(reason, null))
              .orElseThrow();
    }

    @Override
    public String challenge(Refusal refusal) {
      return "Refusing realm=\"test\"";
    }
  }

  private final LimitedEdge edge =
      LimitedEdge.of(
          builder ->
              builder
                  .authenticator("refusing", new Refusing())
                  .authenticator("second", SpokenAuthenticator.of("Second", "X-Second"))
                  .limit("guessing", RateLimit.tokenBucket(3, Duration.ofHours(1)).countsFailures())
                  .route(Route.path("/reason").authenticate("refusing").limit("guessing"))
                  .route(Route.path("/both").authenticate("user", "second").limit("guessing")));

  static Stream<Reason> reasons() {
    return Stream.of(
        Reasons.CREDENTIAL_MALFORMED,
        Reasons.CREDENTIAL_DOUBLED,
        Reasons.CREDENTIAL_TOO_LONG,
        Reasons.CREDENTIAL_FOREIGN,
        Reasons.TOKEN_SIGNATURE,
        Reasons.TOKEN_EXPIRED,
        Reasons.API_KEY_UNKNOWN,
        Reasons.API_KEY_ADDRESS,
        Reasons.API_KEY_ROUTE,
        Reasons.KEYS_UNAVAILABLE,
        Reasons.TOKEN_INACTIVE);
  }

  @AfterEach
  void close() {
    edge.close();
  }

  @ParameterizedTest
  @MethodSource("reasons")
  @DisplayName("L13: what is refused with 401 takes a permit, and nothing else does")
  void refused_forAReason_countedIf401(Reason reason) {
    int status = reason.status();
    for (int i = 0; i < 6; i++) {
      int expected = status == 401 && i >= 3 ? 429 : status;
      assertThat(edge.status(TestRequest.get("/reason").header(HEADER, reason.code())))
          .describedAs("request %s", i)
          .isEqualTo(expected);
    }
  }

  /** Where a route asks for two credentials, one that is good beside none is no guess. */
  @Test
  @DisplayName("L13: a second credential that is missing takes no permit")
  void secondMissing_beforeGuesses_notCounted() {
    for (int i = 0; i < 6; i++) {
      assertThat(edge.status(TestRequest.get("/both").header("X-User", "good"))).isEqualTo(401);
      assertThat(edge.lastEvent().reason()).isEqualTo(Reasons.CREDENTIAL_MISSING);
    }
    for (int i = 0; i < 6; i++) {
      TestRequest guess =
          TestRequest.get("/both").header("X-User", "good").header("X-Second", "guess");
      assertThat(edge.status(guess)).isEqualTo(i < 3 ? 401 : 429);
    }
  }
}
