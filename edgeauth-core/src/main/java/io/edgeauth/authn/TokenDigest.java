package io.edgeauth.authn;

import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a token: what a cache knows it by, so that no heap dump of the cache holds a token
 * and nobody can make two tokens collide.
 *
 * @param a its first eight bytes
 * @param b the next
 * @param c the next
 * @param d the last
 */
public record TokenDigest(long a, long b, long c, long d) {

  /** By hand: what the compiler makes for a record was a tenth of a request with a known token. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TokenDigest digest
        && a == digest.a
        && b == digest.b
        && c == digest.c
        && d == digest.d;
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
