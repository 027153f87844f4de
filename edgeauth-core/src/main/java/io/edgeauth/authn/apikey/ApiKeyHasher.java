package io.edgeauth.authn.apikey;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a key what stores keep. With peppers, whoever has the store alone can not even try keys
 * out; the first hashes new keys, and all of them find old ones. For any thread; each mostly finds
 * the digest that it gave back last.
 */
final class ApiKeyHasher {

  private static final String HMAC = "HmacSHA256";
  private static final int SLOTS = 32; // a power of two

  private final List<SecretKeySpec> peppers;

  /** Lent to one request after another: to ask the JCA for one costs more than to use it. */
  private final AtomicReferenceArray<@Nullable MessageDigest> idle =
      new AtomicReferenceArray<>(SLOTS);

  /**
   * Makes a hasher.
   *
   * @param peppers the secrets, the newest first; none for SHA-256 alone
   */
  ApiKeyHasher(List<byte[]> peppers) {
    this.peppers = peppers.stream().map(one -> new SecretKeySpec(one, HMAC)).toList();
  }

  /** The hash under which a new key is kept. */
  KeyHash hash(String key) {
    return candidates(key).get(0);
  }

  /** Under which hashes a key may be kept, the newest pepper's first. */
  List<KeyHash> candidates(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
    return peppers.isEmpty()
        ? List.of(new KeyHash(KeyHash.Algorithm.SHA_256, sha256(bytes)))
        : peppers.stream()
            .map(pepper -> new KeyHash(KeyHash.Algorithm.HMAC_SHA_256, hmac(pepper, bytes)))
            .toList();
  }

  private byte[] sha256(byte[] bytes) {
    int slot = (int) Thread.currentThread().getId() & (SLOTS - 1);
    MessageDigest lent = idle.getAndSet(slot, null);
    MessageDigest sha256 = lent == null ? newSha256() : lent;
    byte[] hash = sha256.digest(bytes);
    sha256.reset(); // which forgets the key
    idle.setRelease(slot, sha256);
    return hash;
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] hmac(SecretKeySpec pepper, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(pepper);
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
