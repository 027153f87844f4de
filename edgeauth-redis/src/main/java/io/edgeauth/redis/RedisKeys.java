package io.edgeauth.redis;

import io.edgeauth.ratelimit.LimitedKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How names are written in Redis: behind the prefix, in characters that a terminal shows. */
final class RedisKeys {

  private static final int LONGEST = 256;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int KEY_LENGTH = 32;

  private final String answers;
  private final String proofs;
  private final String agreed;
  private final byte[] limits;
  private final byte[] channel;

  RedisKeys(String prefix) {
    this.answers = prefix + "answer:";
    this.proofs = prefix + "proof:";
    this.agreed = prefix + "dpop:";
    this.limits = (prefix + "limit:").getBytes(StandardCharsets.US_ASCII);
    this.channel = (prefix + "forgotten").getBytes(StandardCharsets.US_ASCII);
  }

  byte[] answer(byte[] name) {
    return (answers + written(name)).getBytes(StandardCharsets.US_ASCII);
  }

  byte[] proof(byte[] name) {
    return (proofs + written(name)).getBytes(StandardCharsets.US_ASCII);
  }

  byte[] agreed(String name) {
    return (agreed + name).getBytes(StandardCharsets.US_ASCII);
  }

  /** Nothing of it was chosen by a client, so that none can have many keys meet in one slot. */
  byte[] limit(LimitedKey key) {
    byte[] name = Arrays.copyOf(limits, limits.length + KEY_LENGTH);
    hex(key.high(), name, limits.length);
    hex(key.low(), name, limits.length + KEY_LENGTH / 2);
    return name;
  }

  /** Where the places stand that were given up, and the limit itself, in one slot of a cluster. */
  byte[][] limitAndPlaces(LimitedKey key) {
    byte[] name = new byte[limits.length + KEY_LENGTH + 2];
    System.arraycopy(limits, 0, name, 0, limits.length);
    name[limits.length] = '{';
    hex(key.high(), name, limits.length + 1);
    hex(key.low(), name, limits.length + 1 + KEY_LENGTH / 2);
    name[name.length - 1] = '}';
    byte[] places = Arrays.copyOf(name, name.length + 2);
    places[name.length] = ':';
    places[name.length + 1] = 'p';
    return new byte[][] {name, places};
  }

  private static void hex(long bits, byte[] name, int from) {
    for (int i = 0; i < Long.SIZE / 4; i++) {
      name[from + i] = HEX[(int) (bits >>> (Long.SIZE - 4 - 4 * i)) & 0xF];
    }
  }

  byte[] channel() {
    return channel.clone();
  }

  byte[] message(byte[] name) {
    return written(name).getBytes(StandardCharsets.US_ASCII);
  }

  /** The name in a message, or null where there is none. */
  byte @Nullable [] read(byte[] message) {
    try {
      return message.length > LONGEST ? null : Base64.getUrlDecoder().decode(message);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String written(byte[] name) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(name);
  }
}
