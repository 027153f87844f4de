package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestEdge;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.forward.ForwardSettings;
import io.edgeauth.http.HeaderField;
import io.edgeauth.route.Route;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** H11: a route may say for its own backend whether credentials go on; what it says wins. */
final class KeepCredentialsTest {

  private static ForwardSettings forward(boolean keepCredentials) {
    ForwardSettings defaults = ForwardSettings.DEFAULTS;
    return new ForwardSettings(
        keepCredentials,
        defaults.headers(),
        defaults.list(),
        defaults.encoding(),
        defaults.reserved(),
        defaults.requestIdHeader(),
        defaults.maxIdentityHeaders());
  }

  @ParameterizedTest
  @CsvSource({
    "false, /silent, false",
    "false, /keeps, true",
    "false, /ends, false",
    "false, /open, true",
    "true, /silent, true",
    "true, /keeps, true",
    "true, /ends, false"
  })
  void decide_credentials_asRouteSaysElseAsAll(boolean all, String path, boolean kept) {
    try (TestEdge edge =
        TestEdge.of(
            builder ->
                builder
                    .forward(forward(all))
                    .route(Route.path("/silent").authenticate("user"))
                    .route(Route.path("/keeps").authenticate("user").keepCredentials(true))
                    .route(Route.path("/open").allowPublic().keepCredentials(true))
                    .route(Route.path("/ends").authenticate("user").keepCredentials(false)))) {
      TestRequest request =
          TestRequest.get(path)
              .header("X-User", "good")
              .header("Authorization", "Bearer t")
              .header("X-User-Id", "mallory");
      Decision.Forward forward = edge.forwarded(request);
      assertThat(forward.headers().apply("X-User", List.of("good")).isEmpty()).isEqualTo(!kept);
      assertThat(forward.headers().removes("Authorization")).isEqualTo(!kept);
      assertThat(forward.headers().apply("X-User-Id", List.of("mallory")))
          .doesNotContain("mallory");
      assertThat(forward.headers().fields().contains(new HeaderField("X-User-Id", "alice")))
          .isEqualTo(!path.equals("/open"));
      assertThat(edge.loosenings())
          .contains(
              "edgeauth.routes[1].forward.keep-credentials: the backend of /keeps receives the"
                  + " credentials")
          .noneMatch(one -> one.contains("/ends"));
    }
  }
}
