package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.proc.BadJOSEException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NimbusValidationTest {

  @ParameterizedTest
  @EnumSource(names = {"RS256", "ES256"})
  void validate_validToken_givesItsClaims(SigningAlgorithm algorithm) throws Exception {
    NimbusValidation subject = subject(algorithm);

    assertThat(subject.validate().getSubject()).isEqualTo(Claims.valid(0).subject());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WITH_UNKNOWN_KEY_ID")
  void validate_rs256TokenSpoiled_refused(SpoiledToken spoiled) {
    NimbusValidation subject = subject(SigningAlgorithm.RS256);
    subject.token = spoiled.of(subject.tokens);

    assertThatThrownBy(subject::validate).isInstanceOf(BadJOSEException.class);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WITH_UNKNOWN_KEY_ID")
  void validate_es256TokenSpoiled_refused(SpoiledToken spoiled) {
    NimbusValidation subject = subject(SigningAlgorithm.ES256);
    subject.token = spoiled.of(subject.tokens);

    assertThatThrownBy(subject::validate).isInstanceOf(BadJOSEException.class);
  }

  private static NimbusValidation subject(SigningAlgorithm algorithm) {
    NimbusValidation subject = new NimbusValidation();
    subject.algorithm = algorithm;
    subject.setUp();
    return subject;
  }
}
