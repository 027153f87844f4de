package io.edgeauth.http;

/**
 * Follows the octets of consecutive escapes and tells whether they are UTF-8 (RFC 3629): no
 * overlong form, no surrogate, nothing past U+10FFFF, and no control character of the C1 range
 * either.
 */
final class Utf8Escapes {

  private int missing;
  private int point;
  private int smallest;

  /** Takes one octet; false where it cannot stand here. */
  boolean accept(int octet) {
    if (missing == 0) {
      return begin(octet);
    }
    if ((octet & 0xC0) != 0x80) {
      return false;
    }
    point = point << 6 | (octet & 0x3F);
    missing--;
    return missing > 0 || isAllowed();
  }

  private boolean begin(int octet) {
    if (octet < 0x80) {
      return true;
    }
    if (octet >= 0xC2 && octet <= 0xDF) {
      return expect(1, octet & 0x1F, 0x80);
    }
    if (octet >= 0xE0 && octet <= 0xEF) {
      return expect(2, octet & 0x0F, 0x800);
    }
    return octet >= 0xF0 && octet <= 0xF4 && expect(3, octet & 0x07, 0x10000);
  }

  private boolean expect(int more, int bits, int least) {
    missing = more;
    point = bits;
    smallest = least;
    return true;
  }

  private boolean isAllowed() {
    boolean surrogate = point >= 0xD800 && point <= 0xDFFF;
    boolean control = point >= 0x80 && point <= 0x9F;
    return point >= smallest && point <= 0x10FFFF && !surrogate && !control;
  }

  /** Whether no character is half read. */
  boolean complete() {
    return missing == 0;
  }
}
