package io.edgeauth.examples.gateway;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** As much of DER as it takes to wrap the older forms of private keys as PKCS #8 (RFC 5958). */
final class Der {

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int PARAMETERS = 0xa0;
  private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  private static final byte[] CURVE = HexFormat.of().parseHex("06072a8648ce3d0201");

  private Der() {}

  /** Wraps an {@code RSAPrivateKey} of RFC 8017, appendix A.1.2. */
  static byte[] rsaAsPkcs8(byte[] key) {
    return element(SEQUENCE, VERSION_0, RSA, element(OCTETS, key));
  }

  /**
   * Wraps an {@code ECPrivateKey} of RFC 5915.
   *
   * @throws IllegalArgumentException if it is none, or does not name its curve
   */
  static byte[] curveAsPkcs8(byte[] key) {
    byte[] algorithm = element(SEQUENCE, CURVE, curveOf(key));
    return element(SEQUENCE, VERSION_0, algorithm, element(OCTETS, key));
  }

  private static byte[] curveOf(byte[] key) {
    Cursor cursor = new Cursor(key);
    cursor.enter(SEQUENCE);
    while (cursor.tag() != PARAMETERS) {
      cursor.skip();
    }
    return cursor.content();
  }

  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length < 0x80) {
      out.write(length);
    } else {
      int octets = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
      out.write(0x80 | octets);
      for (int shift = (octets - 1) * 8; shift >= 0; shift -= 8) {
        out.write(length >> shift);
      }
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  /** Reads elements one after another. */
  private static final class Cursor {

    private final byte[] der;
    private int at;

    Cursor(byte[] der) {
      this.der = der;
    }

    int tag() {
      return octet(at);
    }

    void enter(int tag) {
      if (tag() != tag) {
        throw new IllegalArgumentException("another element");
      }
      var unused = header();
    }

    void skip() {
      int length = header();
      at += length;
    }

    byte[] content() {
      int length = header();
      if (at + length > der.length) {
        throw new IllegalArgumentException("cut off");
      }
      return Arrays.copyOfRange(der, at, at + length);
    }

    /** Steps behind tag and length. */
    private int header() {
      int length = octet(at + 1);
      at += 2;
      if (length < 0x80) {
        return length;
      }
      int octets = length & 0x7f;
      if (octets == 0 || octets > 3) {
        throw new IllegalArgumentException("a length of another form");
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | octet(at++);
      }
      return length;
    }

    private int octet(int index) {
      if (index >= der.length) {
        throw new IllegalArgumentException("cut off");
      }
      return der[index] & 0xff;
    }
  }
}
