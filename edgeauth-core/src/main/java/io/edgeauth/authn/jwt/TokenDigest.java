package io.edgeauth.authn.jwt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of a token: what a cache knows it by, so that no heap dump of the cache holds a token
 * and nobody can make two tokens collide.
 */
record TokenDigest(long a, long b, long c, long d) {

  static TokenDigest of(String token) {
    byte[] bytes = token.getBytes(StandardCharsets.ISO_8859_1); // its extractor saw to it
    ByteBuffer digest = ByteBuffer.wrap(sha256().digest(bytes));
    return new TokenDigest(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public int hashCode() {
    return (int) a;
  }

  @Override
  public String toString() {
    return "TokenDigest[not shown]";
  }
}
