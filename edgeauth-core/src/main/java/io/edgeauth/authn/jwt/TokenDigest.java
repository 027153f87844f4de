package io.edgeauth.authn.jwt;

/**
 * The SHA-256 of a token: what a cache knows it by, so that no heap dump of the cache holds a token
 * and nobody can make two tokens collide.
 */
record TokenDigest(long a, long b, long c, long d) {

  @Override
  public int hashCode() {
    return (int) a;
  }

  @Override
  public String toString() {
    return "TokenDigest[not shown]";
  }
}
