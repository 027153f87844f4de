package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgeauth.authn.apikey.ApiKeyFormat.Verdict;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiKeyFormatTest {

  private static final ApiKeyFormat FORMAT = ApiKeyFormat.of("ck_live_");

  private final SecureRandom random = new SecureRandom();

  @Test
  void generate_many_distinctAndPlausible() {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String key = FORMAT.generate(random);
      assertThat(key).matches("ck_live_[0-9A-Za-z]{49}");
      assertThat(FORMAT.judge(key)).isEqualTo(Verdict.PLAUSIBLE);
      keys.add(key);
    }
    assertThat(keys).hasSize(1_000);
  }

  /** The least and the greatest of 32 bytes have 43 characters, padded on the left with 0. */
  @ParameterizedTest
  @ValueSource(bytes = {0, -1})
  void generate_extremeBytes_sameLength(byte value) {
    SecureRandom fixed =
        new SecureRandom() {
          private static final long serialVersionUID = 1L;

          @Override
          public void nextBytes(byte[] bytes) {
            java.util.Arrays.fill(bytes, value);
          }
        };
    String key = FORMAT.generate(fixed);
    assertThat(key).hasSize(8 + 43 + 6);
    assertThat(FORMAT.judge(key)).isEqualTo(Verdict.PLAUSIBLE);
  }

  /** The sum is that of zlib, over prefix and random part, computed here in another way. */
  @Test
  void generate_any_sumIsCrc32InBase62() {
    String key = FORMAT.generate(random);
    CRC32 crc = new CRC32();
    crc.update(key.substring(0, key.length() - 6).getBytes(StandardCharsets.US_ASCII));
    BigInteger read = BigInteger.ZERO;
    for (char c : key.substring(key.length() - 6).toCharArray()) {
      int digit = c <= '9' ? c - '0' : c <= 'Z' ? c - 'A' + 10 : c - 'a' + 36;
      read = read.multiply(BigInteger.valueOf(62)).add(BigInteger.valueOf(digit));
    }
    assertThat(read).isEqualTo(BigInteger.valueOf(crc.getValue()));
  }

  @Test
  void judge_eachCharacterMistyped_neverPlausible() {
    String key = FORMAT.generate(random);
    for (int i = 0; i < key.length(); i++) {
      char other = key.charAt(i) == 'x' ? 'y' : 'x';
      String mistyped = key.substring(0, i) + other + key.substring(i + 1);
      assertThat(FORMAT.judge(mistyped)).isNotEqualTo(Verdict.PLAUSIBLE);
    }
  }

  /** A03: exact bytes, and nothing before, behind or in another case. */
  @Test
  void judge_nearlyTheKey_foreignOrMistyped() {
    String key = FORMAT.generate(random);
    for (String near :
        new String[] {
          "",
          " ",
          "null",
          "undefined",
          "\u0000",
          key + " ",
          " " + key,
          key + "\n",
          key + "\u200b",
          key.toUpperCase(java.util.Locale.ROOT),
          key.toLowerCase(java.util.Locale.ROOT),
          key.substring(1),
          key.substring(0, key.length() - 1),
          key + "0",
          key.replace("_", "%5F"),
          "ck_test_" + key.substring(8),
          key + "," + key,
          "\uff43" + key.substring(1)
        }) {
      assertThat(FORMAT.judge(near)).as(near).isNotEqualTo(Verdict.PLAUSIBLE);
    }
  }

  /** A07: one prefix begins with the other, and neither takes the other's keys. */
  @Test
  void judge_prefixInsideAnother_foreign() {
    ApiKeyFormat longer = ApiKeyFormat.of("ck_live_ab");
    assertThat(FORMAT.judge(longer.generate(random))).isEqualTo(Verdict.FOREIGN);
    assertThat(longer.judge(FORMAT.generate(random))).isEqualTo(Verdict.FOREIGN);
    assertThat(longer.judge(longer.generate(random))).isEqualTo(Verdict.PLAUSIBLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "_x", "a b", "a,b", "a:b", "ä", "abcdefghijklmnopqrstuvwxyz0123456"})
  void of_noPrefix_refused(String prefix) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ApiKeyFormat.of(prefix))
        .withMessageContaining("expected: such as ck_live_");
  }
}
