package io.edgeauth.keys;

import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  private static final int MAX_KEYS = 1000;
  private static final int ED25519_BYTES = 32;
  private static final Set<String> NUMBERS = Set.of("n", "e", "x", "y");
  private static final Set<String> OF_SIGNATURES = Set.of("sign", "verify");
  private static final Set<String> PRIVATE_PARTS = Set.of("d", "p", "q", "dp", "dq", "qi", "oth");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\u2028\\u2029]");

  /** What was read: the keys that are used, and why the others are not. */
  record Reading(List<VerificationKey> keys, List<String> ignored) {

    /** The first few reasons, in one line. */
    String whyIgnored() {
      return ignored.stream().limit(5).collect(Collectors.joining("; "));
    }
  }

  private JwkSetReader() {}

  static Reading read(byte[] json) throws KeySetException {
    List<?> members = members(json);
    List<VerificationKey> keys = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    for (Object member : members) {
      try {
        keys.add(key(member));
      } catch (KeySetException e) {
        ignored.add(tamed(e.getMessage(), 160));
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

  static VerificationKey key(Object member) throws KeySetException {
    if (!(member instanceof Map<?, ?> jwk)) {
      throw new KeySetException("a member that is no object");
    }
    String id = text(jwk, "kid");
    String name = "key " + (id == null ? "without id" : tamed(id, 64)) + ": ";
    if ("oct".equals(jwk.get("kty"))) {
      throw new KeySetException(name + "a symmetric key, which no public set may hold");
    }
    if (jwk.keySet().stream().anyMatch(PRIVATE_PARTS::contains)) {
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
    return operations == null ? null : operationsFault(operations, use != null);
  }

  /** Where a use and operations stand together, they must agree (RFC 7517, section 4.3). */
  private static @Nullable String operationsFault(Object operations, boolean forSignatures) {
    if (!(operations instanceof List<?> list) || !list.contains("verify")) {
      return "its key_ops do not hold verify";
    }
    for (Object operation : list) {
      if (!(operation instanceof String name)) {
        return "a key_ops that is no string";
      }
      if (forSignatures && !OF_SIGNATURES.contains(name)) {
        return "its key_ops contradict its use";
      }
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
    for (String name : List.of("kty", "crv", "n", "e", "x", "y")) {
      String value = text(jwk, name);
      if (value == null) {
        continue;
      }
      if (NUMBERS.contains(name) && decoded(value) == null) {
        throw new KeySetException("its " + name + " is no canonical base64url");
      }
      parameters.put(name, value);
    }
    if ("OKP".equals(jwk.get("kty")) && !isEd25519(parameters.get("x"))) {
      throw new KeySetException("an octet key pair of another length than Ed25519's");
    }
    return parameters;
  }

  /** The library fills up what is too short. */
  private static boolean isEd25519(@Nullable Object x) {
    byte[] bytes = x instanceof String text ? decoded(text) : null;
    return bytes != null && bytes.length == ED25519_BYTES;
  }

  /** The library passes over what is no base64url, and others read another number then. */
  private static byte @Nullable [] decoded(String text) {
    byte[] characters = text.getBytes(StandardCharsets.UTF_8);
    return Base64Url.decode(characters, 0, characters.length);
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
    VerificationKey key = unchecked(id, pinned, jwk);
    for (JwsAlgorithm algorithm : JwsAlgorithm.values()) {
      if (key.fits(algorithm)) {
        return key;
      }
    }
    throw new KeySetException("its type, curve and alg go with no supported algorithm");
  }

  private static VerificationKey unchecked(
      @Nullable String id, @Nullable JwsAlgorithm pinned, JsonWebKey jwk) throws KeySetException {
    if (jwk instanceof RsaJsonWebKey rsa) {
      return VerificationKey.of(id, pinned, JwsAlgorithm.KeyType.RSA, null, checked(rsa));
    }
    if (jwk instanceof EllipticCurveJsonWebKey curve) {
      return VerificationKey.of(
          id, pinned, JwsAlgorithm.KeyType.EC, curve.getCurveName(), checked(curve));
    }
    if (jwk instanceof OctetKeyPairJsonWebKey pair && "Ed25519".equals(pair.getSubtype())) {
      return VerificationKey.of(id, pinned, JwsAlgorithm.KeyType.OKP, "Ed25519", checked(pair));
    }
    throw new KeySetException("a kind of key that no supported algorithm uses");
  }

  private static PublicKey checked(PublicJsonWebKey jwk) throws KeySetException {
    PublicKey key = jwk.getPublicKey();
    String fault = PublicKeyCheck.fault(key);
    if (fault != null) {
      throw new KeySetException(fault);
    }
    return key;
  }

  /** Reasons go into events and logs, and what they quote was written by a stranger. */
  static String tamed(@Nullable String text, int maxLength) {
    if (text == null) {
      return "unreadable";
    }
    String cut = text.length() <= maxLength ? text : text.substring(0, maxLength) + "...";
    return CONTROLS.matcher(cut).replaceAll("?");
  }
}
