package io.edgeauth.authn.bound;

import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.TokenDigests;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import io.edgeauth.keys.Base64Url;
import io.edgeauth.keys.EmbeddedKey;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.keys.JwsAlgorithm.KeyType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a DPoP proof: the compact form of JWS, canonical base64url, strict JSON, and a header with
 * the type of proofs, an asymmetric algorithm and a public key. What else stands in the header has
 * no effect, unless it would have to be obeyed.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.2">RFC 9449, section 4.2</a>
 */
final class ProofReader {

  /** What reading gave. */
  sealed interface Reading {

    /** A proof of the right form. */
    record Read(UnverifiedProof proof) implements Reading {}

    /**
     * No such thing.
     *
     * @param why for operators; nothing of the proof
     */
    record Bad(String why) implements Reading {}
  }

  /** The largest RSA key that is taken makes a proof of less than half of it. */
  static final int LONGEST = 8192;

  private static final String TYPE = "dpop+jwt";

  private final ProofKeys keys;
  private final TokenDigests digests = new TokenDigests();

  ProofReader(ProofKeys keys) {
    this.keys = keys;
  }

  Reading read(String text) {
    if (text.length() > LONGEST) {
      return new Reading.Bad("a proof of more than " + LONGEST + " characters");
    }
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    if (first <= 0 || second < 0 || text.indexOf('.', second + 1) >= 0) {
      return new Reading.Bad("a proof that is no JWT");
    }
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1); // what is past it becomes a ?
    byte[] signature = Base64Url.decode(bytes, second + 1, bytes.length);
    Map<String, Object> claims = object(bytes, first + 1, second);
    if (signature == null || claims == null) {
      return new Reading.Bad("a proof whose claims or signature cannot be read");
    }
    TokenDigest digest = digests.of(text.substring(0, first), 0);
    ProofKeys.ProofKey known = digest == null ? null : keys.find(digest);
    if (known != null) {
      UnverifiedProof.Header header = new UnverifiedProof.Header.Known(known);
      return new Reading.Read(new UnverifiedProof(bytes, second, header, claims, signature));
    }
    Map<String, Object> header = object(bytes, 0, first);
    if (header == null || digest == null) {
      return new Reading.Bad("a proof whose header cannot be read");
    }
    return judged(header, digest, bytes, second, claims, signature);
  }

  private static Reading judged(
      Map<String, Object> header,
      TokenDigest digest,
      byte[] bytes,
      int signedLength,
      Map<String, Object> claims,
      byte[] signature) {
    if (!TYPE.equals(header.get("typ"))) {
      return new Reading.Bad("a typ that is not " + TYPE);
    }
    JwsAlgorithm algorithm =
        header.get("alg") instanceof String name ? JwsAlgorithm.of(name) : null;
    if (algorithm == null || algorithm.keyType() == KeyType.SECRET) {
      return new Reading.Bad("an alg that is no asymmetric signature");
    }
    if (header.containsKey("crit") || header.containsKey("b64") || header.containsKey("enc")) {
      return new Reading.Bad("a header parameter that would have to be obeyed");
    }
    EmbeddedKey key = EmbeddedKey.read(header.get("jwk"));
    if (key == null) {
      return new Reading.Bad("a jwk that is no public key, or none");
    }
    return new Reading.Read(
        new UnverifiedProof(
            bytes,
            signedLength,
            new UnverifiedProof.Header.New(algorithm, key, digest),
            claims,
            signature));
  }

  private static @Nullable Map<String, Object> object(byte[] text, int from, int to) {
    byte[] json = Base64Url.decode(text, from, to);
    if (json == null) {
      return null;
    }
    try {
      return JsonReader.readObject(json);
    } catch (JsonException e) {
      return null;
    }
  }
}
