package io.edgeauth.authn.apikey;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes of a key what stores keep. With peppers, whoever has the store alone can not even try keys
 * out; the first hashes new keys, and all of them find old ones. Immutable, for any thread.
 */
final class ApiKeyHasher {

  private static final String HMAC = "HmacSHA256";

  private final List<SecretKeySpec> peppers;

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

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
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
