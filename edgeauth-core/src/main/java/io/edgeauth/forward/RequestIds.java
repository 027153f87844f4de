package io.edgeauth.forward;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes random ids. Random bytes are drawn from the system a block at a time, since drawing sixteen
 * of them for each request would put a lock on every request's way. Many threads make ids at once.
 */
final class RequestIds {

  private static final int ID_BYTES = 16;
  private static final int SPAN_BYTES = 8;
  private static final int BLOCK_BYTES = 4096;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  /** Random bytes, handed out from the front; never twice. */
  private static final class Block {
    private final byte[] bytes = new byte[BLOCK_BYTES];
    private final AtomicInteger used = new AtomicInteger();

    Block(SecureRandom random) {
      random.nextBytes(bytes);
    }
  }

  private final SecureRandom random = new SecureRandom();
  private volatile Block current = new Block(random);

  /** 32 hexadecimal digits: the id of a request, and of the trace that it begins. */
  String next() {
    return hex(ID_BYTES);
  }

  /** Whether a text has the form of {@link #next()}. */
  static boolean isId(String text) {
    if (text.length() != 2 * ID_BYTES) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** 16 hexadecimal digits: the id of a span in a trace. */
  String nextSpan() {
    return hex(SPAN_BYTES);
  }

  private String hex(int count) {
    while (true) {
      Block block = current;
      int from = block.used.getAndAdd(count);
      if (from + count <= BLOCK_BYTES) {
        return hex(block.bytes, from, count);
      }
      current =
          new Block(random); // another thread may do the same; a block that is lost costs nothing
    }
  }

  private static String hex(byte[] bytes, int from, int count) {
    byte[] digits = new byte[count * 2];
    for (int i = 0; i < count; i++) {
      digits[2 * i] = HEX[(bytes[from + i] >> 4) & 15];
      digits[2 * i + 1] = HEX[bytes[from + i] & 15];
    }
    return new String(digits, StandardCharsets.ISO_8859_1);
  }
}
