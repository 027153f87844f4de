package io.edgeauth.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code application/x-www-form-urlencoded} as strictly as it is written: what a sender
 * escapes wrongly is refused whole, not guessed at.
 *
 * <p>Stateless, for any thread; does not block. It never quotes what it read, since that may be a
 * credential.
 *
 * @see <a href="https://url.spec.whatwg.org/#application/x-www-form-urlencoded">URL, 5</a>
 */
public final class FormFields {

  private FormFields() {}

  /**
   * Gives all values of one field.
   *
   * @param body the form
   * @param name the field's name, of any characters
   * @return its values in their order, empty ones too; null where the body is no form: a character
   *     that must be escaped, a broken escape, or octets that are not UTF-8, in any field
   */
  public static @Nullable List<String> values(byte[] body, String name) {
    List<String> values = new ArrayList<>();
    int from = 0;
    while (from < body.length) {
      int end = indexOf(body, '&', from, body.length);
      if (end > from) {
        int equals = indexOf(body, '=', from, end);
        String key = decoded(body, from, equals);
        String value = equals == end ? "" : decoded(body, equals + 1, end);
        if (key == null || value == null) {
          return null;
        }
        if (key.equals(name)) {
          values.add(value);
        }
      }
      from = end + 1;
    }
    return values;
  }

  /** Where the octet stands first, or the end. */
  private static int indexOf(byte[] body, char octet, int from, int end) {
    int at = from;
    while (at < end && body[at] != octet) {
      at++;
    }
    return at;
  }

  private static @Nullable String decoded(byte[] body, int from, int end) {
    byte[] octets = new byte[end - from];
    int length = 0;
    for (int i = from; i < end; i++) {
      int octet = body[i];
      if (octet <= ' ' || octet == 0x7f) {
        return null; // also past ASCII, where bytes are negative
      }
      if (octet == '%') {
        octet = octet(body, i, end);
        if (octet < 0) {
          return null;
        }
        i += 2;
      } else if (octet == '+') {
        octet = ' ';
      }
      octets[length] = (byte) octet;
      length++;
    }
    return text(octets, length);
  }

  /** The octet of an escape, or -1 where the percent sign begins none. */
  private static int octet(byte[] body, int at, int end) {
    if (at + 2 >= end) {
      return -1;
    }
    int high = hex(body[at + 1]);
    int low = hex(body[at + 2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** Of ASCII alone: {@code Character.digit} takes digits of other scripts too. */
  private static int hex(byte digit) {
    if (digit >= '0' && digit <= '9') {
      return digit - '0';
    }
    int lower = digit | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static @Nullable String text(byte[] octets, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(octets, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
