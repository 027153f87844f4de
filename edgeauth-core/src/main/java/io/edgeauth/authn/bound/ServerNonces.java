package io.edgeauth.authn.bound;

import io.edgeauth.keys.Base64Url;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes nonces and knows them again without remembering any: the second at which one was made, and
 * a MAC of it. A proof with a nonce cannot have been made before the nonce was.
 *
 * <p>Any number of threads may use it at once.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-9">RFC 9449, section 9</a>
 */
final class ServerNonces {

  /** How a nonce stands. */
  enum Standing {
    GOOD,
    /** Good, and its client is to be given the next. */
    AGEING,
    /** None of ours, or one that has ended. */
    BAD
  }

  static final int LIFE_SECONDS = 300;

  /** By how much another instance's clock may be ahead of ours. */
  private static final int AHEAD_SECONDS = 60;

  private static final int MAC_BYTES = 16;
  private static final int LENGTH = (Long.BYTES + MAC_BYTES) / 3 * 4;
  private static final byte[] LABEL = "edgeauth dpop nonce 1".getBytes(StandardCharsets.US_ASCII);
  private static final String HMAC = "HmacSHA256";

  private final NonceKeys keys;
  private final Clock clock;

  ServerNonces(NonceKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  private long now() {
    return Math.floorDiv(clock.millis(), 1000L);
  }

  /** One that is good from now on. */
  String next() {
    long at = now();
    byte[] mac = mac(keys.forMaking(NonceKeys.period(at)), at);
    byte[] nonce = ByteBuffer.allocate(Long.BYTES + MAC_BYTES).putLong(at).put(mac).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
  }

  /**
   * Judges a nonce.
   *
   * @param nonce what the proof says; null where it says none
   */
  Standing judge(@Nullable Object nonce) {
    if (!(nonce instanceof String text) || text.length() != LENGTH) {
      return Standing.BAD;
    }
    byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = Base64Url.decode(characters, 0, characters.length);
    if (bytes == null) {
      return Standing.BAD;
    }
    long at = ByteBuffer.wrap(bytes).getLong();
    long now = now();
    if (at > now + AHEAD_SECONDS || at <= now - LIFE_SECONDS) {
      return Standing.BAD;
    }
    byte[] said = Arrays.copyOfRange(bytes, Long.BYTES, bytes.length);
    boolean ours = false;
    for (byte[] key : keys.forJudging(NonceKeys.period(at))) {
      ours |= MessageDigest.isEqual(mac(key, at), said);
    }
    if (!ours) {
      return Standing.BAD;
    }
    return at <= now - LIFE_SECONDS / 2 ? Standing.AGEING : Standing.GOOD;
  }

  private static byte[] mac(byte[] key, long at) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      mac.update(LABEL);
      mac.update(ByteBuffer.allocate(Long.BYTES).putLong(at).array());
      return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }
}
