package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SpringSecurityChainTest {

  private final SpringSecurityChain subject = new SpringSecurityChain();

  @AfterEach
  void closeContext() {
    subject.tearDown();
  }

  @ParameterizedTest
  @EnumSource(names = {"RS256", "ES256"})
  void handle_validToken_reachesTheApplicationEveryTime(SigningAlgorithm algorithm)
      throws Exception {
    setUp(algorithm);

    assertThat(subject.handle()).isEqualTo(204);
    assertThat(subject.handle()).isEqualTo(204);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WITH_UNKNOWN_KEY_ID")
  void handle_rs256TokenSpoiled_refused(SpoiledToken spoiled) {
    setUp(SigningAlgorithm.RS256);
    subject.authorization = "Bearer " + spoiled.of(subject.tokens);

    assertRefused();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WITH_UNKNOWN_KEY_ID")
  void handle_es256TokenSpoiled_refused(SpoiledToken spoiled) {
    setUp(SigningAlgorithm.ES256);
    subject.authorization = "Bearer " + spoiled.of(subject.tokens);

    assertRefused();
  }

  private void setUp(SigningAlgorithm algorithm) {
    subject.algorithm = algorithm;
    subject.setUp();
  }

  private void assertRefused() {
    assertThatThrownBy(subject::handle)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the request did not pass: 401");
  }
}
