package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples that a provider must get right are right themselves: the JDK says so. */
final class KnownAnswerTest {

  static List<KnownAnswer> answers() {
    return KnownAnswer.all();
  }

  private static Provider jdk(JwsAlgorithm algorithm) throws NoSuchAlgorithmException {
    return Signature.getInstance(algorithm.jca()).getProvider();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void isGivenBy_jdk_true(KnownAnswer answer) throws NoSuchAlgorithmException {
    assertThat(answer.isGivenBy(jdk(answer.algorithm()))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void isGivenBy_jdkWithAnotherSignature_false(KnownAnswer answer) throws NoSuchAlgorithmException {
    StringBuilder token = new StringBuilder(answer.token());
    int at = token.lastIndexOf(".") + 20;
    token.setCharAt(at, token.charAt(at) == 'A' ? 'B' : 'A');
    KnownAnswer other =
        new KnownAnswer(answer.algorithm(), answer.shows(), answer.jwk(), token.toString());

    assertThat(other.isGivenBy(jdk(answer.algorithm()))).isFalse();
  }

  @Test
  void all_together_showEveryAlgorithmWithAKeyPairOnce() {
    assertThat(KnownAnswer.all())
        .allSatisfy(answer -> assertThat(answer.shows()).contains(answer.algorithm()))
        .flatExtracting(KnownAnswer::shows)
        .doesNotHaveDuplicates()
        .hasSize(10)
        .noneMatch(algorithm -> algorithm.keyType() == JwsAlgorithm.KeyType.SECRET);
  }
}
