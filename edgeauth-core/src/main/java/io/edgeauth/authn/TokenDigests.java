package io.edgeauth.authn;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Makes digests of tokens. A token that was seen before costs little but its digest, so this
 * allocates nothing but the result: what it works with is lent to one request after another. Many
 * threads use it at once; each mostly finds what it gave back last.
 */
public final class TokenDigests {

  private static final int SLOTS = 32; // a power of two
  private static final int CHUNK = 1024;

  /** What one digest takes to make. It holds nothing of a token when it is given back. */
  private static final class Tools {

    private final MessageDigest sha256;
    private final char[] chars = new char[CHUNK];
    private final byte[] bytes = new byte[CHUNK];
    private final ByteBuffer result = ByteBuffer.allocate(32);

    Tools() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    @Nullable TokenDigest digest(String text, int from) {
      int seen = 0;
      for (int at = from; at < text.length(); at += CHUNK) {
        int length = Math.min(CHUNK, text.length() - at);
        text.getChars(at, at + length, chars, 0);
        for (int i = 0; i < length; i++) {
          char c = chars[i];
          seen |= c;
          bytes[i] = (byte) c;
        }
        sha256.update(bytes, 0, length);
      }
      int used = Math.min(CHUNK, text.length() - from);
      Arrays.fill(chars, 0, used, '\0');
      Arrays.fill(bytes, 0, used, (byte) 0);
      finish();
      return seen > 0xFF
          ? null
          : new TokenDigest(
              result.getLong(0), result.getLong(8), result.getLong(16), result.getLong(24));
    }

    private void finish() {
      try {
        sha256.digest(result.array(), 0, result.capacity());
        sha256.reset(); // which forgets the end of the token
      } catch (DigestException e) {
        throw new IllegalStateException("a SHA-256 has 32 bytes", e);
      }
    }
  }

  private final AtomicReferenceArray<@Nullable Tools> idle = new AtomicReferenceArray<>(SLOTS);

  /** Makes it, with nothing lent out. */
  public TokenDigests() {}

  /**
   * Makes a digest.
   *
   * @param text the text at whose end the token stands
   * @param from where in it the token begins
   * @return its digest, or null where it has characters that no token has
   */
  public @Nullable TokenDigest of(String text, int from) {
    int slot = (int) Thread.currentThread().getId() & (SLOTS - 1);
    Tools tools = idle.getAndSet(slot, null);
    if (tools == null) {
      tools = new Tools();
    }
    TokenDigest digest = tools.digest(text, from);
    idle.setRelease(slot, tools); // not after an exception, which leaves them half used
    return digest;
  }
}
