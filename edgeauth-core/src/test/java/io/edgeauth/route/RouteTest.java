package io.edgeauth.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgeauth.policy.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteTest {

  @Test
  void build_neitherOrBoth_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Route.path("/a").build())
        .withMessageContaining("neither public nor authenticated");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Route.path("/a").allowPublic().authenticate("user").build())
        .withMessageContaining("both public and authenticated");
    assertThat(Route.path("/a").allowPublic().build().isPublic()).isTrue();
    assertThat(Route.path("/a").authenticate("user").build().isPublic()).isFalse();
  }

  /** A public route that asks for something would look protected and not be. */
  @Test
  void build_publicWithRequirement_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Route.path("/a").allowPublic().requireRole("admin").build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Route.path("/a").allowPublic().optional().build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "", "GET ", "G T", "*"})
  void methods_noMethod_refused(String method) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Route.path("/a").methods(method))
        .withMessageContaining("expected: a method such as GET");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "|", "user |", "| user", "user || key", "user | user"})
  void authenticate_malformedStep_refused(String step) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Route.path("/a").authenticate(step))
        .withMessageContaining("expected: names of authenticators");
  }

  @Test
  void build_everything_kept() {
    Route route =
        Route.path("/a/**")
            .methods("GET", "POST")
            .authenticate("machine|partner", " user ")
            .requireScopes("a", "b")
            .requireAnyScope("c")
            .requireRole("r")
            .requireClaim("tenant", "acme")
            .policy("p")
            .optional()
            .build();
    assertThat(route.pattern()).isEqualTo("/a/**");
    assertThat(route.methods()).containsExactly("GET", "POST", "HEAD");
    assertThat(route.steps()).hasToString("[machine | partner, user]");
    assertThat(route.requirement().scopes()).containsExactly("a", "b");
    assertThat(route.requirement().wantedScopes()).containsExactly("a", "b", "c");
    assertThat(route.requirement()).isNotEqualTo(Requirement.NONE);
    assertThat(route.policy()).isEqualTo("p");
    assertThat(route.isOptional()).isTrue();
  }
}
