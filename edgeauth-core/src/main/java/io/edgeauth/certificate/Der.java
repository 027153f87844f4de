package io.edgeauth.certificate;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One element of DER, read strictly: lengths in their shortest form, nothing behind the end, tags
 * of one byte. Reading goes level by level, as it is asked for, so that nesting costs nothing.
 *
 * <p>The JDK parses extensions leniently and hides what it could not read, where it is not
 * critical; and it has no public reader for the answers of OCSP responders.
 */
final class Der {

  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OID = 0x06;
  static final int ENUMERATED = 0x0a;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  /** More elements than any certificate or answer of ours has beside each other. */
  private static final int MAX_ELEMENTS = 4096;

  /** BigInteger's and OID's texts cost the square of their length. */
  private static final int MAX_OID_BYTES = 64;

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withResolverStyle(ResolverStyle.STRICT);

  private final byte[] bytes;
  private final int tag;
  private final int start; // of the tag
  private final int from; // of the content
  private final int to;

  private Der(byte[] bytes, int tag, int start, int from, int to) {
    this.bytes = bytes;
    this.tag = tag;
    this.start = start;
    this.from = from;
    this.to = to;
  }

  /** Reads bytes that are one element. */
  static Der of(byte[] bytes) throws DerException {
    Der element = at(bytes, 0, bytes.length);
    if (element.to != bytes.length) {
      throw new DerException("bytes behind the end");
    }
    return element;
  }

  private static Der at(byte[] bytes, int start, int limit) throws DerException {
    if (limit - start < 2) {
      throw new DerException("an element that is cut off");
    }
    int tag = bytes[start] & 0xff;
    if ((tag & 0x1f) == 0x1f) {
      throw new DerException("a tag of several bytes");
    }
    int length = bytes[start + 1] & 0xff;
    int from = start + 2;
    if (length > 0x7f) {
      int count = length & 0x7f;
      if (count == 0 || count > 3 || limit - from < count) {
        throw new DerException("a length that is none");
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = (length << 8) | (bytes[from + i] & 0xff);
      }
      from += count;
      if (length < 0x80 || (length >>> (8 * (count - 1))) == 0) {
        throw new DerException("a length that is not in its shortest form");
      }
    }
    if (length > limit - from) {
      throw new DerException("an element that is cut off");
    }
    return new Der(bytes, tag, start, from, from + length);
  }

  int tag() {
    return tag;
  }

  boolean is(int expected) {
    return tag == expected;
  }

  Der expect(int expected) throws DerException {
    if (tag != expected) {
      throw new DerException("tag " + tag + " in place of " + expected);
    }
    return this;
  }

  int length() {
    return to - from;
  }

  byte[] content() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** The element with its tag and length. */
  byte[] whole() {
    return Arrays.copyOfRange(bytes, start, to);
  }

  /** The elements inside. */
  List<Der> elements() throws DerException {
    if ((tag & 0x20) == 0) {
      throw new DerException("tag " + tag + " has no elements");
    }
    List<Der> elements = new ArrayList<>();
    for (int at = from; at < to; at = elements.get(elements.size() - 1).to) {
      if (elements.size() == MAX_ELEMENTS) {
        throw new DerException("more elements than are looked at");
      }
      elements.add(at(bytes, at, to));
    }
    return elements;
  }

  /** The elements of a sequence of a known number of them. */
  List<Der> sequence(int atLeast, int atMost) throws DerException {
    List<Der> elements = expect(SEQUENCE).elements();
    if (elements.size() < atLeast || elements.size() > atMost) {
      throw new DerException("a sequence of " + elements.size() + " elements");
    }
    return elements;
  }

  /** The one element that an explicit tag holds. */
  Der inner() throws DerException {
    List<Der> elements = elements();
    if (elements.size() != 1) {
      throw new DerException("an explicit tag of " + elements.size() + " elements");
    }
    return elements.get(0);
  }

  /** What a string of octets, or of bits in whole octets, holds as an element of its own. */
  Der nested() throws DerException {
    return of(tag == BIT_STRING ? bits() : content());
  }

  /** A string of bits that is one of octets. */
  byte[] bits() throws DerException {
    expect(BIT_STRING);
    if (length() < 1 || bytes[from] != 0) {
      throw new DerException("bits that are no octets");
    }
    return Arrays.copyOfRange(bytes, from + 1, to);
  }

  boolean bool() throws DerException {
    expect(BOOLEAN);
    if (length() != 1 || (bytes[from] != 0 && bytes[from] != (byte) 0xff)) {
      throw new DerException("a boolean that is none");
    }
    return bytes[from] != 0;
  }

  BigInteger integer() throws DerException {
    expect(INTEGER);
    boolean padded =
        length() > 1
            && ((bytes[from] == 0 && bytes[from + 1] >= 0)
                || (bytes[from] == (byte) 0xff && bytes[from + 1] < 0));
    if (length() == 0 || padded) {
      throw new DerException("an integer that is not in its shortest form");
    }
    return new BigInteger(bytes, from, length());
  }

  /** A number that counts something, of a few digits. */
  int count() throws DerException {
    BigInteger value = integer();
    if (value.signum() < 0 || value.bitLength() > 31) {
      throw new DerException("a number that counts nothing");
    }
    return value.intValue();
  }

  /** An object identifier in dotted form. */
  String oid() throws DerException {
    expect(OID);
    if (length() == 0 || length() > MAX_OID_BYTES || bytes[to - 1] < 0) {
      throw new DerException("an object identifier that is none");
    }
    StringBuilder text = new StringBuilder();
    BigInteger arc = BigInteger.ZERO;
    boolean begun = false;
    for (int i = from; i < to; i++) {
      if (!begun && bytes[i] == (byte) 0x80) {
        throw new DerException("an object identifier that is not in its shortest form");
      }
      begun = bytes[i] < 0;
      arc = arc.shiftLeft(7).or(BigInteger.valueOf(bytes[i] & 0x7f));
      if (!begun) {
        append(text, arc);
        arc = BigInteger.ZERO;
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, BigInteger arc) {
    if (text.length() > 0) {
      text.append('.').append(arc);
      return;
    }
    int first = arc.bitLength() > 7 ? 2 : Math.min(2, arc.intValue() / 40);
    text.append(first).append('.').append(arc.subtract(BigInteger.valueOf(40L * first)));
  }

  /** A time in whole seconds and UTC, as RFC 5280 and RFC 6960 want it. */
  Instant time() throws DerException {
    String text = ascii();
    if (tag == UTC_TIME) {
      text = (text.compareTo("5") < 0 ? "20" : "19") + text; // two digits of a year: 1950 to 2049
    } else {
      expect(GENERALIZED_TIME);
    }
    try {
      return LocalDateTime.parse(text, SECONDS).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new DerException("a time that is none");
    }
  }

  /** The content as printable ASCII, whatever the tag says. */
  String ascii() throws DerException {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0x20 || bytes[i] == 0x7f) {
        throw new DerException("a text with a control character, or one past ASCII");
      }
    }
    return new String(bytes, from, length(), StandardCharsets.US_ASCII);
  }

  /** The content as text of a character set, strictly. */
  String text(Charset charset) throws DerException {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes, from, length())).toString();
    } catch (CharacterCodingException e) {
      throw new DerException("a text that is not in its character set");
    }
  }
}
