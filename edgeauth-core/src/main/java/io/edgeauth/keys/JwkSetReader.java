package io.edgeauth.keys;

import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JWK set (RFC 7517) that came from outside and takes the keys out of it that may verify
 * signatures. A key that may not is left out with its reason, and the others still count; what is
 * no key set at all, or has no member, is refused whole.
 */
final class JwkSetReader {

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;
  private static final int MAX_KEYS = 1000;

  /** What was read: the keys that are used, and why the others are not. */
  record Reading(List<VerificationKey> keys, List<String> ignored) {}

  private JwkSetReader() {}

  static Reading read(byte[] json) throws KeySetException {
    List<?> members = members(json);
    List<VerificationKey> keys = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    for (Object member : members) {
      try {
        keys.add(key(member));
      } catch (KeySetException e) {
        ignored.add(e.getMessage());
      }
    }
    return new Reading(keys, ignored);
  }

  private static List<?> members(byte[] json) throws KeySetException {
    Object keys;
    try {
      keys = JsonReader.readObject(json).get("keys");
    } catch (JsonException e) {
      throw new KeySetException("no JWK set: " + e.getMessage());
    }
    if (!(keys instanceof List<?> list) || list.isEmpty()) {
      throw new KeySetException("no JWK set: it has no keys");
    }
    if (list.size() > MAX_KEYS) {
      throw new KeySetException(
          "a JWK set of " + list.size() + " keys (expected: at most " + MAX_KEYS + ")");
    }
    return list;
  }

  private static VerificationKey key(Object member) throws KeySetException {
    if (!(member instanceof Map<?, ?> jwk)) {
      throw new KeySetException("a member that is no object");
    }
    String id = text(jwk, "kid");
    String name = "key " + (id == null ? "without id" : id) + ": ";
    if ("oct".equals(jwk.get("kty"))) {
      throw new KeySetException(name + "a symmetric key, which no public set may hold");
    }
    if (jwk.containsKey("d") || jwk.containsKey("p")) {
      throw new KeySetException(name + "a private key; its issuer should replace it");
    }
    String fault = useFault(jwk);
    if (fault != null) {
      throw new KeySetException(name + fault);
    }
    try {
      return key(id, pinned(jwk), JsonWebKey.Factory.newJwk(parameters(jwk)));
    } catch (JoseException | KeySetException | RuntimeException e) {
      // Not every malformed number is a JoseException to the library.
      throw new KeySetException(name + e.getMessage());
    }
  }

  private static @Nullable String useFault(Map<?, ?> jwk) {
    Object use = jwk.get("use");
    if (use != null && !"sig".equals(use)) {
      return "its use is not sig";
    }
    Object operations = jwk.get("key_ops");
    if (operations != null && !(operations instanceof List<?> list && list.contains("verify"))) {
      return "its key_ops do not hold verify";
    }
    return null;
  }

  private static @Nullable JwsAlgorithm pinned(Map<?, ?> jwk) throws KeySetException {
    Object algorithm = jwk.get("alg");
    if (algorithm == null) {
      return null;
    }
    JwsAlgorithm known = algorithm instanceof String name ? JwsAlgorithm.of(name) : null;
    if (known == null) {
      throw new KeySetException("its alg is no signature algorithm");
    }
    return known;
  }

  /**
   * The members that make up the key itself; the library would check a certificate chain that
   * nobody here believes.
   */
  private static Map<String, Object> parameters(Map<?, ?> jwk) throws KeySetException {
    Map<String, Object> parameters = new HashMap<>();
    for (String name : List.of("kty", "n", "e", "crv", "x", "y")) {
      String value = text(jwk, name);
      if (value != null) {
        parameters.put(name, value);
      }
    }
    return parameters;
  }

  private static @Nullable String text(Map<?, ?> jwk, String name) throws KeySetException {
    Object value = jwk.get(name);
    if (value != null && !(value instanceof String)) {
      throw new KeySetException("a key whose " + name + " is no string");
    }
    return (String) value;
  }

  private static VerificationKey key(
      @Nullable String id, @Nullable JwsAlgorithm pinned, JsonWebKey jwk) throws KeySetException {
    if (jwk instanceof RsaJsonWebKey rsa) {
      checkRsa(rsa.getRsaPublicKey());
      return VerificationKey.of(id, pinned, JwsAlgorithm.KeyType.RSA, null, rsa.getRsaPublicKey());
    }
    if (jwk instanceof EllipticCurveJsonWebKey curve) {
      return VerificationKey.of(
          id, pinned, JwsAlgorithm.KeyType.EC, curve.getCurveName(), publicKey(curve));
    }
    if (jwk instanceof OctetKeyPairJsonWebKey pair && "Ed25519".equals(pair.getSubtype())) {
      return VerificationKey.of(id, pinned, JwsAlgorithm.KeyType.OKP, "Ed25519", publicKey(pair));
    }
    throw new KeySetException("a kind of key that no supported algorithm uses");
  }

  private static PublicKey publicKey(PublicJsonWebKey jwk) {
    return jwk.getPublicKey();
  }

  private static void checkRsa(RSAPublicKey key) throws KeySetException {
    int bits = key.getModulus().bitLength();
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
      throw new KeySetException(
          "an RSA key of "
              + bits
              + " bits (expected: "
              + MIN_RSA_BITS
              + " to "
              + MAX_RSA_BITS
              + ")");
    }
    if (key.getPublicExponent().bitLength() < 2 || !key.getPublicExponent().testBit(0)) {
      throw new KeySetException("an RSA key whose exponent is even or 1");
    }
  }
}
