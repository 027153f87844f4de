package io.edgeauth.authn.jwt;

import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Makes tokens, good and spoiled. Those that are spoiled before they are signed are kept, and what
 * is spoiled afterwards is made of them: to sign costs most.
 */
final class JwtGenerator {

  /** In what way a token is spoiled. */
  enum Spoil {
    NONE,
    CLAIMS,
    HEADER,
    JSON,
    KEY,
    TEXT,
    PARTS,
    SIGNATURE
  }

  /** One token: the how-manieth, what was done to it, and the key that it was made for. */
  record Generated(int index, Spoil spoil, String token, TestKey key) {}

  private static final Spoil[] BEFORE_SIGNING = {
    Spoil.NONE, Spoil.NONE, Spoil.CLAIMS, Spoil.CLAIMS, Spoil.HEADER, Spoil.JSON, Spoil.KEY
  };
  private static final Spoil[] AFTER_SIGNING = {Spoil.TEXT, Spoil.PARTS, Spoil.SIGNATURE};
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ~\n";

  private final long seed;
  private final List<TestKey> keys;
  private final List<TestKey> strangers;
  private final List<Generated> signed = new ArrayList<>();
  private RandomGenerator random;

  /** Makes tokens of some keys, and some of keys that nobody trusts. */
  JwtGenerator(long seed, List<TestKey> keys, List<TestKey> strangers) {
    this.seed = seed;
    this.keys = keys;
    this.strangers = strangers;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Makes one token. What becomes of an index is the same each time, whatever the keys of this run
   * made of those before.
   */
  Generated next(int index, boolean signedAnew) {
    random = new SplittableRandom(seed + index);
    return signedAnew || signed.isEmpty() ? nextSigned(index) : nextDerived(index);
  }

  /** A token of its own, signed as it is. */
  private Generated nextSigned(int index) {
    Spoil spoil = BEFORE_SIGNING[random.nextInt(BEFORE_SIGNING.length)];
    TestKey key = pick(keys);
    TestKey signer = spoil == Spoil.KEY ? pick(random.nextInt(4) == 0 ? keys : strangers) : key;
    Generated next =
        new Generated(index, spoil, new JwtSpoils(random, keys).signed(spoil, key, signer), key);
    signed.add(next);
    return next;
  }

  /** A token made of earlier ones, and never one of them. */
  private Generated nextDerived(int index) {
    Spoil spoil = AFTER_SIGNING[random.nextInt(AFTER_SIGNING.length)];
    Generated from = pick(signed);
    String token =
        switch (spoil) {
          case TEXT -> edited(from.token());
          case PARTS -> recombined(from.token(), pick(signed).token());
          default -> withOtherSignature(from.token(), pick(signed).token());
        };
    return token.equals(from.token())
        ? nextDerived(index)
        : new Generated(index, spoil, token, from.key());
  }

  /** One to three characters replaced, taken away, added or doubled. */
  private String edited(String token) {
    StringBuilder text = new StringBuilder(token);
    for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
      int at = random.nextInt(text.length());
      char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, text.charAt(at));
        case 2 -> text.insert(at, other);
        default -> text.setCharAt(at, other);
      }
    }
    return text.toString();
  }

  private String recombined(String token, String other) {
    String[] a = token.split("\\.", -1);
    String[] b = other.split("\\.", -1);
    return switch (random.nextInt(9)) {
      case 0 -> b[0] + '.' + a[1] + '.' + a[2];
      case 1 -> a[0] + '.' + b[1] + '.' + a[2];
      case 2 -> a[0] + '.' + b[1] + '.' + b[2];
      case 3 -> a[1] + '.' + a[0] + '.' + a[2];
      case 4 -> a[0] + '.' + a[1] + '.';
      case 5 -> a[0] + '.' + a[1];
      case 6 -> token + '.' + b[2];
      case 7 -> TestToken.encode(token) + '.' + a[1] + '.' + a[2];
      default -> a[0] + '.' + TestToken.encode(token) + '.' + a[2];
    };
  }

  private String withOtherSignature(String token, String other) {
    int end = token.lastIndexOf('.') + 1;
    byte[] right = Base64.getUrlDecoder().decode(token.substring(end));
    byte[] wrong = right.clone();
    switch (random.nextInt(6)) {
      case 0 -> wrong = Arrays.copyOf(right, random.nextInt(right.length));
      case 1 -> wrong = Arrays.copyOf(right, right.length + 1 + random.nextInt(8));
      case 2 -> wrong = new byte[right.length];
      case 3 -> wrong = Base64.getUrlDecoder().decode(other.substring(other.lastIndexOf('.') + 1));
      case 4 -> Arrays.fill(wrong, 0, wrong.length / 2, (byte) 0);
      default -> wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return token.substring(0, end) + TestToken.encode(wrong);
  }

  private <T> T pick(List<? extends T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
