package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

final class SpringOpaqueTokenChainTest {

  private final SpringOpaqueTokenChain subject = new SpringOpaqueTokenChain();

  @BeforeEach
  void setUp() {
    subject.setUp();
  }

  @AfterEach
  void closeContext() {
    subject.tearDown();
  }

  @Test
  void handle_activeToken_reachesTheApplicationEveryTime() throws Exception {
    assertThat(subject.handle()).isEqualTo(204);
    assertThat(subject.handle()).isEqualTo(204);
  }

  @Test
  void handle_otherToken_refused() {
    subject.authorization += "x";

    assertThatThrownBy(subject::handle)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the request did not pass: 401");
  }

  @Test
  void remembering_sameTokenTwice_asksOnce() {
    AtomicInteger asked = new AtomicInteger();
    OpaqueTokenIntrospector remembering =
        SpringOpaqueTokenChain.remembering(
            token -> {
              asked.incrementAndGet();
              return new DefaultOAuth2AuthenticatedPrincipal(
                  Map.of("sub", token), AuthorityUtils.NO_AUTHORITIES);
            });

    assertThat(remembering.introspect("a")).isSameAs(remembering.introspect("a"));
    assertThat(asked).hasValue(1);
    assertThat(remembering.introspect("b")).isNotSameAs(remembering.introspect("a"));
    assertThat(asked).hasValue(2);
  }

  @Test
  void remembering_inactiveTokenTwice_refusedAndAskedEachTime() {
    AtomicInteger asked = new AtomicInteger();
    OpaqueTokenIntrospector remembering =
        SpringOpaqueTokenChain.remembering(
            token -> {
              asked.incrementAndGet();
              throw new BadOpaqueTokenException("not active");
            });

    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() -> remembering.introspect("a"))
          .isInstanceOf(BadOpaqueTokenException.class);
      assertThat(asked).hasValue(i);
    }
  }
}
