package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jose4j.jwt.consumer.InvalidJwtException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class Jose4jValidationTest {

  @ParameterizedTest
  @EnumSource(names = {"RS256", "ES256"})
  void validate_validToken_givesItsClaims(SigningAlgorithm algorithm) throws Exception {
    Jose4jValidation subject = subject(algorithm);

    assertThat(subject.validate().getSubject()).isEqualTo(Claims.valid(0).subject());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WITH_UNKNOWN_KEY_ID")
  void validate_rs256TokenSpoiled_refused(SpoiledToken spoiled) {
    Jose4jValidation subject = subject(SigningAlgorithm.RS256);
    subject.token = spoiled.of(subject.tokens);

    assertThatThrownBy(subject::validate).isInstanceOf(InvalidJwtException.class);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WITH_UNKNOWN_KEY_ID")
  void validate_es256TokenSpoiled_refused(SpoiledToken spoiled) {
    Jose4jValidation subject = subject(SigningAlgorithm.ES256);
    subject.token = spoiled.of(subject.tokens);

    assertThatThrownBy(subject::validate).isInstanceOf(InvalidJwtException.class);
  }

  private static Jose4jValidation subject(SigningAlgorithm algorithm) {
    Jose4jValidation subject = new Jose4jValidation();
    subject.algorithm = algorithm;
    subject.setUp();
    return subject;
  }
}
