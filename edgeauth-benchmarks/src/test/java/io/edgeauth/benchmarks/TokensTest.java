package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TokensTest {

  @ParameterizedTest
  @CsvSource({"RS256, 811", "ES256, 555", "ED25519, 555"})
  void valid_anyAlgorithm_hasTheLengthThatIsToldInTheTables(
      SigningAlgorithm algorithm, int length) {
    assertThat(Tokens.signedWith(algorithm).valid()).hasSize(length);
  }

  @Test
  void distinct_manyTokens_noTwoAreTheSameAndAllHaveOneLength() {
    assertThat(Tokens.signedWith(SigningAlgorithm.ES256).distinct(200))
        .hasSize(200)
        .doesNotHaveDuplicates()
        .allMatch(token -> token.length() == 555);
  }

  @Test
  void withUnknownKeyId_validToken_hasAnotherHeaderOfTheSameLength() {
    Tokens tokens = Tokens.signedWith(SigningAlgorithm.RS256);
    String[] valid = tokens.valid().split("\\.", -1);
    String[] unknown = tokens.withUnknownKeyId().split("\\.", -1);

    assertThat(unknown).hasSize(3);
    assertThat(unknown[0]).isNotEqualTo(valid[0]).hasSameSizeAs(valid[0]);
    assertThat(unknown[1]).hasSameSizeAs(valid[1]);
  }
}
