package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.http.Problem;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers to requests that nobody decided. */
final class RefusalTest {

  private static EdgeAuth edge(Problem.Format format) {
    return EdgeAuth.builder()
        .errors(format, "edgeauth")
        .route(Route.path("/**").allowPublic())
        .build();
  }

  private static void assertForm(Decision.Reject reject, int status, Problem.Format format) {
    assertThat(reject.problem().status()).isEqualTo(status);
    assertThat(reject.problem().format()).isEqualTo(format);
    assertThat(reject.problem().title()).isEqualTo(Problem.titleOf(status));
    assertThat(reject.problem().requestId()).matches("[0-9a-f]{32}");
    assertThat(reject.responseHeaders())
        .contains(new HeaderField("X-Request-Id", reject.problem().requestId()));
  }

  @ParameterizedTest
  @EnumSource(Problem.Format.class)
  void refusal_ofServer_asAllOthers(Problem.Format format) {
    try (EdgeAuth edge = edge(format)) {
      assertForm(edge.refusal(431), 431, format);
      assertThat(edge.refusal(400).problem().requestId())
          .isNotEqualTo(edge.refusal(400).problem().requestId());
    }
  }

  @ParameterizedTest
  @EnumSource(Problem.Format.class)
  void refusal_afterClose_asAllOthers(Problem.Format format) {
    EdgeAuth edge = edge(format);
    assertThat(edge.decide(TestRequest.get("/"))).isInstanceOf(Decision.Forward.class);
    edge.close();

    Decision.Reject closed = (Decision.Reject) edge.decide(TestRequest.get("/"));
    assertForm(closed, 503, format);
    assertThat(closed.responseHeaders()).contains(new HeaderField("Retry-After", "1"));
    assertForm(edge.refusal(414), 414, format);
  }
}
