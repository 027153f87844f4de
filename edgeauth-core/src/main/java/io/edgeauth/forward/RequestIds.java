package io.edgeauth.forward;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes random ids. Random bytes are drawn from the system a block at a time, since drawing sixteen
 * of them for each request would put a lock on every request's way. Many threads make ids at once.
 */
final class RequestIds {

  private static final int ID_BYTES = 16;
  private static final int BLOCK_IDS = 256;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  /** Random bytes, handed out from the front; never twice. */
  private static final class Block {
    private final byte[] bytes = new byte[ID_BYTES * BLOCK_IDS];
    private final AtomicInteger used = new AtomicInteger();

    Block(SecureRandom random) {
      random.nextBytes(bytes);
    }
  }

  private final SecureRandom random = new SecureRandom();
  private volatile Block current = new Block(random);

  /** 32 hexadecimal digits. */
  String next() {
    while (true) {
      Block block = current;
      int index = block.used.getAndIncrement();
      if (index < BLOCK_IDS) {
        return hex(block.bytes, index * ID_BYTES);
      }
      current =
          new Block(random); // another thread may do the same; a block that is lost costs nothing
    }
  }

  private static String hex(byte[] bytes, int from) {
    char[] digits = new char[ID_BYTES * 2];
    for (int i = 0; i < ID_BYTES; i++) {
      digits[2 * i] = HEX[(bytes[from + i] >> 4) & 15];
      digits[2 * i + 1] = HEX[bytes[from + i] & 15];
    }
    return new String(digits);
  }
}
