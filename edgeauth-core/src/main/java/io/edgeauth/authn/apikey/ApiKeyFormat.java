package io.edgeauth.authn.apikey;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * How the keys of one prefix are written: the prefix, 32 random bytes as 43 characters of base62,
 * and the CRC-32 of both as 6 more.
 *
 * <p>The sum lets a mistyped key be refused without asking anybody, and lets scanners of source
 * code tell a key from what only looks like one. It keeps nobody out: who invents a key can compute
 * it too. Immutable, for any thread.
 */
final class ApiKeyFormat {

  /** What the form of a text says. */
  enum Verdict {
    /** It is no key of this prefix, but may be one of another. */
    FOREIGN,
    /** It has the form of such a key, but not its sum. */
    MISTYPED,
    /** It may be such a key. */
    PLAUSIBLE
  }

  private static final int RANDOM_BYTES = 32;
  private static final int RANDOM_LENGTH = 43;
  private static final int SUM_LENGTH = 6;
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** Looked up, since no processor can predict of a random character which range it is in. */
  private static final boolean[] IS_BASE62 = new boolean[128];

  static {
    ALPHABET.chars().forEach(c -> IS_BASE62[c] = true);
  }

  private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());

  private final String prefix;
  private final int length;

  private ApiKeyFormat(String prefix) {
    this.prefix = prefix;
    this.length = prefix.length() + RANDOM_LENGTH + SUM_LENGTH;
  }

  /** Whether keys can begin with a text. */
  static boolean isPrefix(String prefix) {
    return PREFIX.matcher(prefix).matches();
  }

  /**
   * The format of a prefix.
   *
   * @throws IllegalArgumentException if it is none; the message says what is expected
   */
  static ApiKeyFormat of(String prefix) {
    if (!isPrefix(prefix)) {
      throw new IllegalArgumentException(
          "prefix: not 1 to 32 letters, digits, - and _, of which the first is a letter or digit"
              + " (expected: such as ck_live_)");
    }
    return new ApiKeyFormat(prefix);
  }

  /** Makes a new key. */
  String generate(SecureRandom random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String body = prefix + base62(new BigInteger(1, bytes), RANDOM_LENGTH);
    return body + base62(BigInteger.valueOf(sum(body, body.length())), SUM_LENGTH);
  }

  /** Says what can be said without asking a store; bytes are compared exactly. */
  Verdict judge(String text) {
    if (text.length() != length || !text.startsWith(prefix)) {
      return Verdict.FOREIGN;
    }
    for (int i = prefix.length(); i < length; i++) {
      char c = text.charAt(i);
      if (c >= IS_BASE62.length || !IS_BASE62[c]) {
        return Verdict.FOREIGN;
      }
    }
    long sum = sum(text, length - SUM_LENGTH);
    return endsWith(sum, text) ? Verdict.PLAUSIBLE : Verdict.MISTYPED;
  }

  /** Every request with a key asks: nothing is allocated for it. */
  private static boolean endsWith(long sum, String text) {
    long rest = sum;
    for (int i = 1; i <= SUM_LENGTH; i++) {
      if (text.charAt(text.length() - i) != ALPHABET.charAt((int) (rest % ALPHABET.length()))) {
        return false;
      }
      rest /= ALPHABET.length();
    }
    return rest == 0;
  }

  private static long sum(String text, int length) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.US_ASCII), 0, length);
    return crc.getValue();
  }

  private static String base62(BigInteger value, int width) {
    char[] digits = new char[width];
    BigInteger rest = value;
    for (int i = width - 1; i >= 0; i--) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      digits[i] = ALPHABET.charAt(parts[1].intValue());
      rest = parts[0];
    }
    return new String(digits);
  }
}
