package io.edgeauth.ratelimit;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Makes the keys of one limit. What a digest takes to make is lent to one request after another, so
 * that nothing is allocated but the key. Many threads use it at once.
 */
final class KeyDigests {

  private static final int SLOTS = 16; // a power of two
  private static final int CHUNK = 512;

  /** One key under way. It belongs to the thread that began it. */
  static final class Digest {

    private final MessageDigest sha256;
    private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
    private final byte[] result = new byte[32];
    private final ByteBuffer words = ByteBuffer.wrap(result);

    private Digest() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    /** Adds a part, which can be of any length. */
    void add(byte kind, String text) {
      need(5);
      bytes.put(kind).putInt(text.length());
      for (int i = 0; i < text.length(); i++) {
        need(2);
        bytes.putChar(text.charAt(i));
      }
    }

    /** Adds an address. */
    void add(byte kind, int family, long high, long low) {
      need(21);
      bytes.put(kind).putInt(family).putLong(high).putLong(low);
    }

    private void need(int room) {
      if (bytes.remaining() < room) {
        flush();
      }
    }

    private void flush() {
      sha256.update(bytes.array(), 0, bytes.position());
      bytes.clear();
    }

    private LimitedKey end() {
      flush();
      Arrays.fill(bytes.array(), (byte) 0);
      try {
        sha256.digest(result, 0, result.length);
      } catch (DigestException e) {
        throw new IllegalStateException("a SHA-256 has 32 bytes", e);
      }
      return new LimitedKey(words.getLong(0), words.getLong(8));
    }
  }

  private final byte[] beginning;
  private final AtomicReferenceArray<@Nullable Digest> idle = new AtomicReferenceArray<>(SLOTS);

  KeyDigests(List<String> beginning) {
    Digest digest = new Digest();
    for (String text : beginning) {
      digest.add((byte) 0, text);
    }
    LimitedKey key = digest.end();
    this.beginning = ByteBuffer.allocate(16).putLong(key.high()).putLong(key.low()).array();
  }

  Digest begin() {
    Digest digest = idle.getAndSet(slot(), null);
    if (digest == null) {
      digest = new Digest();
    }
    digest.bytes.put(beginning);
    return digest;
  }

  /** One that is begun and not ended, since something was thrown, is not lent again. */
  LimitedKey end(Digest digest) {
    LimitedKey key = digest.end();
    idle.setRelease(slot(), digest);
    return key;
  }

  private static int slot() {
    return (int) Thread.currentThread().getId() & (SLOTS - 1);
  }
}
