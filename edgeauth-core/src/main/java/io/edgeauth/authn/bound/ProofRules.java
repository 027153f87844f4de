package io.edgeauth.authn.bound;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.json.JsonNumber;
import io.edgeauth.keys.Base64Url;
import io.edgeauth.network.PublicUrls;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Judges what an unverified proof says: that it was made for this request, with this token, now.
 * Immutable, for any thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.3">RFC 9449, section 4.3</a>
 */
final class ProofRules {

  /** What judging gave. */
  sealed interface Judgement {

    /**
     * It says what it should.
     *
     * @param jti its id
     * @param made when it was made, in seconds since the epoch
     */
    record Good(String jti, long made) implements Judgement {}

    /**
     * It does not.
     *
     * @param why for operators; nothing of the proof
     */
    record Bad(String why) implements Judgement {}
  }

  /** What is hashed for each request; RFC 9449 asks for 96 random bits, which take 16. */
  static final int LONGEST_JTI = 256;

  private static final long FAR = 1L << 40;

  private final PublicUrls publicUrls;
  private final long skewSeconds;
  private final long lifeSeconds;

  ProofRules(PublicUrls publicUrls, Duration skew, Duration lifetime) {
    this.publicUrls = publicUrls;
    this.skewSeconds = skew.toSeconds();
    this.lifeSeconds = lifetime.plus(skew).toSeconds();
  }

  /** How long a proof is taken from when it was made. */
  long lifeSeconds() {
    return lifeSeconds;
  }

  /**
   * Judges a proof.
   *
   * @param tokenHash SHA-256 of the token that came with it
   * @param nowSeconds seconds since the epoch
   */
  Judgement judge(UnverifiedProof proof, EdgeRequest request, byte[] tokenHash, long nowSeconds) {
    if (!(proof.claim("jti") instanceof String jti)
        || jti.isEmpty()
        || jti.length() > LONGEST_JTI) {
      return new Judgement.Bad("no jti, or one of more than " + LONGEST_JTI + " characters");
    }
    if (!request.method().equals(proof.claim("htm"))) {
      return new Judgement.Bad("an htm that is not the request's method");
    }
    if (!isFor(request, proof.claim("htu"))) {
      return new Judgement.Bad("an htu that is not the request's address");
    }
    if (!isHash(proof.claim("ath"), tokenHash)) {
      return new Judgement.Bad("an ath that is not the token's hash");
    }
    OptionalLong iat =
        proof.claim("iat") instanceof JsonNumber number ? number.floor() : OptionalLong.empty();
    long at = iat.orElse(FAR);
    if (at > nowSeconds + skewSeconds || at < -FAR) {
      return new Judgement.Bad("an iat that is ahead, or no date");
    }
    return nowSeconds >= at + lifeSeconds
        ? new Judgement.Bad("an iat that is too long ago")
        : new Judgement.Good(jti, at);
  }

  private boolean isFor(EdgeRequest request, @Nullable Object htu) {
    String origin = publicUrls.of(request);
    if (origin == null || !(htu instanceof String said)) {
      return false;
    }
    String own = TargetUri.of(origin, request.rawPath());
    return own != null && own.equals(TargetUri.of(said));
  }

  private static boolean isHash(@Nullable Object ath, byte[] tokenHash) {
    if (!(ath instanceof String text) || text.length() != 43) {
      return false;
    }
    byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] said = Base64Url.decode(characters, 0, characters.length);
    return said != null && MessageDigest.isEqual(said, tokenHash);
  }
}
