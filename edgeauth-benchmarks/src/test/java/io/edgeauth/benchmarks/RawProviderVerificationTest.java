package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64") // for which the provider is built here
final class RawProviderVerificationTest {

  @ParameterizedTest
  @EnumSource
  void verify_tokenOfItsKey_passesEveryTime(SigningAlgorithm algorithm)
      throws GeneralSecurityException {
    RawProviderVerification subject = subject(algorithm);

    assertThat(subject.verify()).isTrue();
    assertThat(subject.verify()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void verify_signedBytesSpoiled_refused(SigningAlgorithm algorithm)
      throws GeneralSecurityException {
    RawProviderVerification subject = subject(algorithm);
    subject.signedBytes[40] ^= 1;

    assertThatThrownBy(subject::verify).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource
  void verify_signatureOfOtherBytes_refused(SigningAlgorithm algorithm)
      throws GeneralSecurityException {
    RawProviderVerification subject = subject(algorithm);
    subject.signatureBytes = RawVerification.signatureOf(subject.tokens.expired());

    assertThatThrownBy(subject::verify).isInstanceOf(IllegalStateException.class);
  }

  private static RawProviderVerification subject(SigningAlgorithm algorithm)
      throws GeneralSecurityException {
    RawProviderVerification subject = new RawProviderVerification();
    subject.algorithm = algorithm;
    subject.setUp();
    return subject;
  }
}
