package io.edgeauth.keys;

import static io.edgeauth.keys.JwkSets.CURVE;
import static io.edgeauth.keys.JwkSets.EDWARDS;
import static io.edgeauth.keys.JwkSets.RSA;
import static io.edgeauth.keys.JwkSets.ignores;
import static io.edgeauth.keys.JwkSets.spoiled;
import static io.edgeauth.keys.JwkSets.uses;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestToken;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys by their numbers: K05. */
final class JwkSetNumbersTest {

  private static String number(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    return TestToken.encode(Arrays.copyOfRange(bytes, from, bytes.length));
  }

  /** K05: the size of a modulus, and the modulus that is none. */
  @Test
  void read_rsaModulusThatIsWeakOrAbsurd_ignored() throws Exception {
    BigInteger modulus = RSA.rsa().toRSAPublicKey().getModulus();
    for (int bits : new int[] {1, 512, 1024, 2047, 8193, 16_384, 100_000, 1_000_000}) {
      BigInteger other = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
      ignores(RSA, "n", number(other));
    }
    ignores(RSA, "n", "AA");
    ignores(RSA, "n", "");
    ignores(RSA, "n", "!");
    ignores(RSA, "n", 7);
    ignores(RSA, "n", null);
    ignores(RSA, "n", number(modulus.clearBit(0)));
    uses(RSA, "n", number(modulus));
  }

  /** K05: e even, 1, and beyond reason. */
  @ParameterizedTest
  @ValueSource(strings = {"", "AA", "AQ", "Ag", "BA", "AQAA", "!"})
  void read_rsaExponentThatIsWeak_ignored(String exponent) throws KeySetException {
    ignores(RSA, "e", exponent);
    uses(RSA, "e", "AQAB");
    uses(RSA, "e", "Aw");
  }

  /** K05: it would make each verification as dear as a signature. */
  @Test
  void read_hugeRsaExponent_ignored() throws Exception {
    BigInteger modulus = RSA.rsa().toRSAPublicKey().getModulus();
    ignores(RSA, "e", number(modulus.subtract(BigInteger.TWO)));
    ignores(RSA, "e", number(BigInteger.ONE.shiftLeft(64).setBit(0)));
    uses(RSA, "e", number(BigInteger.ONE.shiftLeft(32).setBit(0)));
  }

  /** K05: keys of one make of chips (CVE-2017-15361), told by their remainders. */
  @Test
  void read_rocaModulus_ignored() throws KeySetException {
    BigInteger primorial = BigInteger.ONE;
    for (int prime = 2; prime <= 167; prime++) {
      if (BigInteger.valueOf(prime).isProbablePrime(50)) {
        primorial = primorial.multiply(BigInteger.valueOf(prime));
      }
    }
    BigInteger power = BigInteger.valueOf(65_537).modPow(BigInteger.valueOf(123_457), primorial);
    BigInteger factor = BigInteger.ONE.shiftLeft(2047).divide(primorial).add(BigInteger.TEN);
    BigInteger modulus = primorial.multiply(factor).add(power);
    assertThat(modulus.bitLength()).isEqualTo(2048);

    ignores(RSA, "n", number(modulus));
    uses(RSA, "n", number(modulus.add(BigInteger.TWO)));
  }

  /** K05. */
  @Test
  void read_pointOffItsCurve_ignored() throws KeySetException {
    String zero = TestToken.encode(new byte[32]);
    String x = CURVE.ec().getX().toString();
    ignores(CURVE, "x", zero);
    ignores(CURVE, "y", zero);
    ignores(CURVE, "x", CURVE.ec().getY().toString());
    ignores(spoiled(CURVE, member -> member.putAll(Map.of("x", zero, "y", zero))));
    ignores(CURVE, "y", x);
    ignores(CURVE, "x", "");
    ignores(CURVE, "y", null);
    ignores(CURVE, "x", number(BigInteger.ONE.shiftLeft(4_000)));
    // The same point, written as a number beyond the field.
    BigInteger field =
        new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    ignores(CURVE, "x", number(CURVE.ec().getX().decodeToBigInteger().add(field)));
    uses(CURVE, "x", x);
  }

  @Test
  void read_edwardsKeyThatIsNone_ignored() throws KeySetException {
    ignores(EDWARDS, "x", TestToken.encode(new byte[31]));
    ignores(EDWARDS, "x", TestToken.encode(new byte[33]));
    ignores(EDWARDS, "x", "");
    ignores(EDWARDS, "x", null);
    ignores(EDWARDS, "crv", "X25519");
    ignores(EDWARDS, "crv", "Ed448");
    for (byte y : new byte[] {0, 1, 2}) { // of order 4; the identity; on no curve
      ignores(EDWARDS, "x", TestToken.encode(Arrays.copyOf(new byte[] {y}, 32)));
    }
    String x = EDWARDS.publicJwk().get("x").toString();
    for (int at = 0; at < 42; at++) { // a character less to read, and as long as before
      ignores(EDWARDS, "x", x.substring(0, at) + " " + x.substring(at + 1));
    }
    uses(EDWARDS, "x", x);
  }

  /** Libraries that pass over such characters read one number or another. */
  @Test
  void read_numberThatIsNoCanonicalBase64url_ignored() throws KeySetException {
    String modulus = RSA.rsa().getModulus().toString();
    for (String wrong :
        List.of(modulus + "==", modulus + " ", modulus + "\n", modulus.substring(1) + "+")) {
      ignores(RSA, "n", wrong);
    }
    for (String wrong : List.of("AQAB=", "AQ AB", "Az", "A", "AQAB.", "AQ\u00e9AB")) {
      ignores(RSA, "e", wrong);
    }
    ignores(CURVE, "x", CURVE.ec().getX() + "=");
    ignores(CURVE, "y", " " + CURVE.ec().getY());
    uses(RSA, "n", "AAAA" + modulus); // zeros in front change nothing
    uses(CURVE, "x", CURVE.ec().getX().toString());
  }
}
