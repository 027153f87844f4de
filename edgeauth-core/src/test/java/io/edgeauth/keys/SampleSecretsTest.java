package io.edgeauth.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C04: what everybody knows is no secret. */
final class SampleSecretsTest {

  /** RFC 7515 appendix A.1, as the RFC writes the key's bytes. */
  static final String RFC_7515 =
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "SECRET",
        "changeit",
        "change-me",
        "Change_Me in production, please, some day",
        "your-256-bit-secret",
        "a-string-secret-at-least-256-bits-long",
        "your-super-secret-jwt-token-with-at-least-32-characters-long",
        "my-secret-token-to-change-in-production-and-keep-it-in-a-safe-place",
        "django-insecure-3h8f0s9d8f7g6h5j4k3l2m1n0",
        "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
        "reallyreallyreallyreallyverysafe",
        "3EK6FD+o0+c7tzBNVfjpMkNDi2yARAAKzQlk8O2IKoxQu4nF7EdAh8s3TwpHwrdWT6R",
        "======================BezKoder=Spring===========================",
        RFC_7515,
        "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg",
        "${JWT_SECRET_OF_THE_PRODUCTION_SYSTEM}",
        "{{ .Values.secrets.signing.current.key }}",
        "<the secret that the issuer gave to you>",
        "%JWT_SECRET_OF_THE_PRODUCTION_SYSTEM%",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "00000000000000000000000000000000",
        "0123456789012345678901234567890123456789",
        "secretsecretsecretsecretsecretsecret",
        "0123456789abcdef0123456789abcdef",
        "abcdefghijklmnopqrstuvwxyz0123456789"
      })
  void contains_knownSecret_alsoEncoded(String sample) {
    byte[] bytes = sample.getBytes(UTF_8);
    assertThat(SampleSecrets.contains(bytes)).isTrue();
    for (String encoded :
        List.of(
            Base64.getEncoder().encodeToString(bytes),
            Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
            HexFormat.of().formatHex(bytes),
            HexFormat.of().withUpperCase().formatHex(bytes))) {
      assertThat(SampleSecrets.contains(encoded.getBytes(UTF_8))).as(encoded).isTrue();
    }
  }

  @Test
  void contains_keysOfBytes_known() {
    byte[] counting = new byte[32];
    byte[] down = new byte[32];
    for (int i = 0; i < 32; i++) {
      counting[i] = (byte) (i + 1);
      down[i] = (byte) -i;
    }
    byte[] rfc = Base64.getUrlDecoder().decode(RFC_7515);
    for (byte[] bytes : List.of(new byte[32], counting, down, rfc)) {
      assertThat(SampleSecrets.contains(bytes)).isTrue();
      assertThat(SampleSecrets.contains(Base64.getEncoder().encode(bytes))).isTrue();
      byte[] other = bytes.clone();
      other[bytes.length / 2] ^= 0x55;
      assertThat(SampleSecrets.contains(other)).isFalse();
    }
  }

  /** The twin: nothing of it may be taken for a sample, in whatever form it is written. */
  @Test
  void contains_randomSecret_neverInAnyForm() {
    for (int i = 0; i < 2_000; i++) {
      byte[] random = TestKey.randomBytes(32);
      assertThat(SampleSecrets.contains(random)).isFalse();
      assertThat(SampleSecrets.contains(Base64.getEncoder().encode(random))).isFalse();
      assertThat(SampleSecrets.contains(HexFormat.of().formatHex(random).getBytes(UTF_8)))
          .isFalse();
      assertThat(SampleSecrets.contains(Arrays.copyOf(random, 16))).isFalse();
    }
  }

  @Test
  void contains_randomSecretWithinBrackets_noPlaceholder() {
    byte[] random = TestKey.randomBytes(32);
    random[0] = '<';
    random[5] = (byte) 0x80;
    random[31] = '>';
    assertThat(SampleSecrets.contains(random)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse battery staple and some more of it",
        "the-secret-that-nobody-told-to-anybody-yet",
        "<half a placeholder that is none, as it never ends"
      })
  void contains_ownWords_no(String secret) {
    assertThat(SampleSecrets.contains(secret.getBytes(UTF_8))).isFalse();
  }
}
