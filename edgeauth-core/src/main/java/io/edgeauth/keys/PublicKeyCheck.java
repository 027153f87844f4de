package io.edgeauth.keys;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges public keys by their numbers. The JDK makes keys of numbers that it does not look at: a
 * point that is on no curve, an exponent of 1, a modulus whose factors are known.
 */
final class PublicKeyCheck {

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  /** More would make a verification as dear as a signature; 65537 has 17. */
  private static final int MAX_EXPONENT_BITS = 64;

  /**
   * The second coordinates of Ed25519's points of order 8, 4, 2 and 1: under such a key nobody
   * needs a private key to sign.
   */
  private static final Set<BigInteger> SMALL_ORDER =
      Set.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(20)),
          new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16),
          new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16));

  /** The primes whose remainders tell ROCA keys; one good key in 2^27 shares them. */
  private static final List<Integer> ROCA_PRIMES = primes(3, 167);

  private PublicKeyCheck() {}

  private static List<Integer> primes(int from, int to) {
    List<Integer> primes = new ArrayList<>();
    for (int number = from; number <= to; number++) {
      if (BigInteger.valueOf(number).isProbablePrime(100)) {
        primes.add(number);
      }
    }
    return List.copyOf(primes);
  }

  /** Why a key is not used, or null. */
  static @Nullable String fault(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return fault(rsa);
    }
    if (key instanceof ECPublicKey curve) {
      return isOnCurve(curve) ? null : "a point that is not on its curve";
    }
    return key instanceof EdECPublicKey edwards ? fault(edwards) : "a kind that is not supported";
  }

  private static @Nullable String fault(RSAPublicKey key) {
    BigInteger modulus = key.getModulus();
    int bits = modulus.bitLength();
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
      return "an RSA key of "
          + bits
          + " bits (expected: "
          + MIN_RSA_BITS
          + " to "
          + MAX_RSA_BITS
          + ")";
    }
    BigInteger exponent = key.getPublicExponent();
    int exponentBits = exponent.bitLength();
    if (exponentBits < 2 || exponentBits > MAX_EXPONENT_BITS || !exponent.testBit(0)) {
      return "an RSA key whose exponent is even, 1, or of more than " + MAX_EXPONENT_BITS + " bits";
    }
    if (!modulus.testBit(0)) {
      return "an RSA key whose modulus is even";
    }
    return isRoca(modulus)
        ? "an RSA key of a make whose private keys can be computed (CVE-2017-15361)"
        : null;
  }

  /**
   * Such a modulus is a power of 65537 by any small prime, as Nemec and others found ("The Return
   * of Coppersmith's Attack", 2017).
   */
  private static boolean isRoca(BigInteger modulus) {
    for (int prime : ROCA_PRIMES) {
      int remainder = modulus.mod(BigInteger.valueOf(prime)).intValue();
      if (!isPowerOf65537(remainder, prime)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPowerOf65537(int remainder, int prime) {
    int generator = 65_537 % prime;
    int power = 1;
    for (int i = 0; i < prime; i++) {
      if (power == remainder) {
        return true;
      }
      power = power * generator % prime;
    }
    return false;
  }

  private static boolean isOnCurve(ECPublicKey key) {
    ECPoint point = key.getW();
    EllipticCurve curve = key.getParams().getCurve();
    if (point.equals(ECPoint.POINT_INFINITY) || !(curve.getField() instanceof ECFieldFp field)) {
      return false;
    }
    BigInteger p = field.getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    if (x.signum() < 0 || y.signum() < 0 || x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
      return false;
    }
    BigInteger right = x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB());
    return y.multiply(y).subtract(right).mod(p).signum() == 0;
  }

  private static @Nullable String fault(EdECPublicKey key) {
    if (SMALL_ORDER.contains(key.getPoint().getY())) {
      return "a point of small order";
    }
    try {
      Signature.getInstance("Ed25519").initVerify(key); // here the JDK looks for the point
      return null;
    } catch (GeneralSecurityException e) {
      return "a point that is not on its curve";
    }
  }
}
