package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EdgeAuthFilterChainTest {

  private final EdgeAuthFilterChain subject = new EdgeAuthFilterChain();

  @AfterEach
  void closeGateway() {
    subject.tearDown();
  }

  @ParameterizedTest
  @EnumSource(names = {"RS256", "ES256"})
  void handle_validToken_reachesTheApplicationIdentifiedEveryTime(SigningAlgorithm algorithm)
      throws Exception {
    setUp(algorithm);

    assertThat(subject.handle()).isEqualTo(Exchange.IDENTIFIED);
    assertThat(subject.handle()).isEqualTo(Exchange.IDENTIFIED);
  }

  @Test
  void filter_validToken_tellsTheApplicationItsSubject() throws Exception {
    setUp(SigningAlgorithm.ES256);
    AtomicReference<String> user = new AtomicReference<>();

    subject.filter.doFilter(
        new MemoryRequest(subject.authorization),
        new MemoryResponse(),
        (request, response) -> user.set(((HttpServletRequest) request).getHeader("X-User-Id")));

    assertThat(user).hasValue(Claims.valid(0).subject());
  }

  @ParameterizedTest
  @EnumSource
  void handle_tokenSpoiled_stopsTheRun(SpoiledToken spoiled) throws Exception {
    setUp(SigningAlgorithm.ES256);
    subject.authorization = "Bearer " + spoiled.of(subject.tokens);

    assertThatThrownBy(subject::handle)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("resetBuffer");
  }

  private void setUp(SigningAlgorithm algorithm) throws Exception {
    subject.algorithm = algorithm;
    subject.setUp();
  }
}
