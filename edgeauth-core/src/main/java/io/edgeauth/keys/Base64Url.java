package io.edgeauth.keys;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Base64url as JOSE has it (RFC 7515, section 2): no padding, no white space, and exactly one
 * spelling for each value. The JDK's decoder takes padding and stray bits at the end, which would
 * give one token several spellings.
 */
public final class Base64Url {

  private static final byte[] VALUES = values();

  private Base64Url() {}

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    return values;
  }

  /**
   * Decodes a part of a text.
   *
   * @param text the text, in ASCII or an extension of it
   * @param from where the part begins
   * @param to where it ends
   * @return the bytes, or null where the part is not the one spelling of any
   */
  public static byte @Nullable [] decode(byte[] text, int from, int to) {
    int length = to - from;
    int rest = length % 4;
    if (rest == 1) {
      return null;
    }
    byte[] bytes = new byte[length / 4 * 3 + (rest == 0 ? 0 : rest - 1)];
    int out = 0;
    int at = from;
    for (int end = to - rest; at < end; at += 4) {
      int bits =
          value(text, at) << 18
              | value(text, at + 1) << 12
              | value(text, at + 2) << 6
              | value(text, at + 3);
      if (bits < 0) {
        return null;
      }
      bytes[out++] = (byte) (bits >> 16);
      bytes[out++] = (byte) (bits >> 8);
      bytes[out++] = (byte) bits;
    }
    return rest == 0 || decodeRest(text, at, rest, bytes, out) ? bytes : null;
  }

  private static boolean decodeRest(byte[] text, int at, int rest, byte[] bytes, int out) {
    int bits =
        value(text, at) << 12 | value(text, at + 1) << 6 | (rest == 3 ? value(text, at + 2) : 0);
    if (bits < 0) {
      return false;
    }
    bytes[out] = (byte) (bits >> 10);
    if (rest == 2) {
      return (bits & 0x3FF) == 0;
    }
    bytes[out + 1] = (byte) (bits >> 2);
    return (bits & 0x3) == 0;
  }

  /**
   * The six bits of a character, or a negative number that stays negative when shifted and joined.
   */
  private static int value(byte[] text, int at) {
    return VALUES[text[at] & 0xFF];
  }
}
