package io.edgeauth.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Covers the number forms of J27: every legal one is read, none overflows to "never". */
final class JsonNumberTest {

  @ParameterizedTest
  @CsvSource({
    "1790000000, 1790000000",
    "1.79e9, 1790000000",
    "1790000000.5, 1790000000",
    "1790000000.999999999999999999999, 1790000000",
    "0, 0",
    "-0, 0",
    "-0.0, 0",
    "0.9, 0",
    "-1, -1",
    "-0.1, -1",
    "-1.5, -2",
    "-1.0, -1",
    "-15e-1, -2",
    "-10e-1, -1",
    "12345e-2, 123",
    "0.00012e5, 12",
    "1e-999999999999999999999, 0",
    "-1e-999999999999999999999, -1",
    "0e999999999999999999999, 0",
    "-0.000e999999999999999999999, 0",
    "9007199254740993, 9007199254740993",
    "1790000000000, 1790000000000",
    "9223372036854775807, 9223372036854775807",
    "9223372036854775807.9, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
    "-9223372036854775808.0, -9223372036854775808",
    "-9223372036854775807.1, -9223372036854775808",
    "92233720368547758.07E+2, 9223372036854775807",
    "1e18, 1000000000000000000",
  })
  void floor_insideLong_roundsDown(String text, long floor) {
    assertThat(new JsonNumber(text).floor()).hasValue(floor);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "-9223372036854775808.1",
        "1e19",
        "-1e19",
        "1e999",
        "1e999999999",
        "1e999999999999999999999",
        "-1e999999999999999999999",
        "18446744073709551617",
        "0.1e20",
      })
  void floor_outsideLong_empty(String text) {
    assertThat(new JsonNumber(text).floor()).isEmpty();
  }

  @Test
  @Timeout(10)
  void floor_100000Digits_cheap() {
    String digits = "7".repeat(100_000);
    assertThat(new JsonNumber(digits).floor()).isEmpty();
    assertThat(new JsonNumber("5." + digits).floor()).hasValue(5);
    assertThat(new JsonNumber(digits + "e-99999").floor()).hasValue(7);
    assertThat(new JsonNumber("0." + "0".repeat(99_999) + "3e100000").floor()).hasValue(3);
    assertThat(new JsonNumber("1e" + digits).floor()).isEmpty();
    assertThat(new JsonNumber("1e-" + digits).floor()).hasValue(0);
  }

  @Test
  void floor_generatedNumbers_asBigDecimalRounds() {
    Random random = new Random(27);
    for (int i = 0; i < 20_000; i++) {
      String text = number(random);
      BigInteger exact = new BigDecimal(text).setScale(0, RoundingMode.FLOOR).toBigInteger();
      OptionalLong expected =
          exact.bitLength() < 64 ? OptionalLong.of(exact.longValue()) : OptionalLong.empty();
      assertThat(new JsonNumber(text).floor()).as(text).isEqualTo(expected);
    }
  }

  private static String number(Random random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
    text.append(random.nextInt(4) == 0 ? "0" : 1 + random.nextInt(9) + digits(random, 20));
    if (random.nextBoolean())
      text.append('.').append(random.nextInt(10)).append(digits(random, 20));
    if (random.nextBoolean())
      text.append(random.nextBoolean() ? 'e' : 'E').append(random.nextInt(50) - 25);
    return text.toString();
  }

  private static String digits(Random random, int most) {
    StringBuilder digits = new StringBuilder();
    for (int count = random.nextInt(most); count > 0; count--) digits.append(random.nextInt(10));
    return digits.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+1",
        "01",
        "1.",
        ".5",
        "1e",
        "1e+",
        "NaN",
        "1 ",
        " 1",
        "1,\"a\":2",
        "0x1",
        "١"
      })
  void new_otherText_refusedWithoutShowingIt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JsonNumber(text))
        .withMessage("not a JSON number");
  }

  @Test
  void equals_comparesTheText() {
    assertThat(new JsonNumber("1.0")).isNotEqualTo(new JsonNumber("1"));
    assertThat(new JsonNumber("9007199254740993")).isNotEqualTo(new JsonNumber("9007199254740992"));
    assertThat(new JsonNumber("1e2")).isEqualTo(new JsonNumber("1e2")).hasToString("1e2");
  }
}
