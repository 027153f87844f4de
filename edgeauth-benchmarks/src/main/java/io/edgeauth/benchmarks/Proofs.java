package io.edgeauth.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * DPoP proofs of one client, whose ES256 key was made for this run; put together from the JCA
 * alone, as {@link Tokens} are. May be used by many threads at once.
 */
final class Proofs {

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int COORDINATE = 32;

  private final KeyPair keyPair;
  private final String x;
  private final String y;

  private Proofs(KeyPair keyPair) {
    this.keyPair = keyPair;
    ECPoint point = ((ECPublicKey) keyPair.getPublic()).getW();
    this.x = coordinate(point.getAffineX());
    this.y = coordinate(point.getAffineY());
  }

  static Proofs ofNewKey() {
    try {
      return new Proofs(SigningAlgorithm.ES256.newKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no key pair", e);
    }
  }

  private static String coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] padded = new byte[COORDINATE];
    int length = Math.min(bytes.length, COORDINATE);
    System.arraycopy(bytes, bytes.length - length, padded, COORDINATE - length, length);
    return BASE64.encodeToString(padded);
  }

  PublicKey publicKey() {
    return keyPair.getPublic();
  }

  /** What tokens are bound to that need these proofs (RFC 7638). */
  String thumbprint() {
    return hash("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + x + "\",\"y\":\"" + y + "\"}");
  }

  private static String hash(String text) {
    try {
      return BASE64.encodeToString(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no SHA-256", e);
    }
  }

  /** One that passes once, with the token and the address of {@link MemoryEdgeRequest}. */
  String next(String token) {
    String header =
        "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
            + x
            + "\",\"y\":\""
            + y
            + "\"}}";
    String claims =
        """
        {"jti":"%s","htm":"GET","htu":"https://api.example.com/orders/42","iat":%d,"ath":"%s"}"""
            .formatted(UUID.randomUUID(), Instant.now().getEpochSecond(), hash(token));
    String signed =
        BASE64.encodeToString(header.getBytes(US_ASCII))
            + '.'
            + BASE64.encodeToString(claims.getBytes(US_ASCII));
    try {
      Signature signature = SigningAlgorithm.ES256.signature();
      signature.initSign(keyPair.getPrivate());
      signature.update(signed.getBytes(US_ASCII));
      return signed + '.' + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign a proof", e);
    }
  }
}
