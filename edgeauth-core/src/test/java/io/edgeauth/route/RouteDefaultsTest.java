package io.edgeauth.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgeauth.network.Cidr;
import io.edgeauth.network.IpRules;
import io.edgeauth.policy.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RouteDefaultsTest {

  private static final IpRules OFFICE =
      IpRules.of(List.of(Cidr.parse("203.0.113.0/24")), List.of());
  private static final Requirement STAFF =
      new Requirement(Set.of(), Set.of(), Set.of("staff"), Map.of());
  private static final RouteDefaults DEFAULTS =
      RouteDefaults.NONE
          .authenticate("machine", "user")
          .require(STAFF)
          .policy("owner")
          .ipRules(OFFICE)
          .keepCredentials(true);

  @Test
  void build_saysNothing_hasDefaults() {
    Route route = Route.path("/a").build(DEFAULTS);
    assertThat(route.steps()).hasToString("[machine, user]");
    assertThat(route.requirement()).isEqualTo(STAFF);
    assertThat(route.policy()).isEqualTo("owner");
    assertThat(route.ipRules()).isSameAs(OFFICE);
    assertThat(route.keepCredentials()).isTrue();
  }

  @Test
  void build_saysOtherwise_hasItsOwn() {
    Route route =
        Route.path("/a")
            .authenticate("partner")
            .requireScopes("orders:read")
            .policy("other")
            .ipRules(IpRules.NONE)
            .keepCredentials(false)
            .build(DEFAULTS);
    assertThat(route.steps()).hasToString("[partner]");
    assertThat(route.requirement().roles()).isEmpty();
    assertThat(route.requirement().scopes()).containsExactly("orders:read");
    assertThat(route.policy()).isEqualTo("other");
    assertThat(route.ipRules()).isSameAs(IpRules.NONE);
    assertThat(route.keepCredentials()).isFalse();
  }

  @Test
  void build_public_keepsPolicyAndAddresses() {
    Route route = Route.path("/health").allowPublic().build(DEFAULTS);
    assertThat(route.isPublic()).isTrue();
    assertThat(route.requirement()).isEqualTo(Requirement.NONE);
    assertThat(route.policy()).isEqualTo("owner");
    assertThat(route.ipRules()).isSameAs(OFFICE);
  }

  /** Defaults without steps open nothing. */
  @Test
  void build_noStepsAnywhere_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Route.path("/a").build(RouteDefaults.NONE.policy("owner")))
        .withMessageContaining("neither public nor authenticated");
  }
}
