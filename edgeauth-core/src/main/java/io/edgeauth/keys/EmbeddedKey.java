package io.edgeauth.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The public key that stands in the header of what it signs, as in a DPoP proof. It proves nothing
 * but that its owner has signed: who believes it has known its thumbprint before.
 *
 * <p>Reading it makes no key yet; a key of numbers from a stranger costs something to look at, and
 * is made by {@link #verifier} once the thumbprint is right. Immutable, for any thread.
 */
public final class EmbeddedKey {

  /** What a verifier is made of, or why none is. */
  public sealed interface Verifier {

    /**
     * A key that may verify.
     *
     * @param key it
     */
    record Made(VerificationKey key) implements Verifier {}

    /**
     * A key that may not.
     *
     * @param why for operators; without the key
     */
    record Refused(String why) implements Verifier {}
  }

  /** The required members by kind, in the order of RFC 7638, section 3. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "EC", List.of("crv", "kty", "x", "y"),
          "OKP", List.of("crv", "kty", "x"),
          "RSA", List.of("e", "kty", "n"));

  private static final List<String> PRIVATE = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  private final Map<String, Object> members;
  private final byte[] thumbprint;

  private EmbeddedKey(Map<String, Object> members, byte[] thumbprint) {
    this.members = members;
    this.thumbprint = thumbprint;
  }

  /**
   * Reads a JWK.
   *
   * @param jwk the value of {@code jwk}, of any type
   * @return the key, not looked at beyond the form of its members; null where it is no public key
   *     of a kind that signs, or holds anything private
   */
  public static @Nullable EmbeddedKey read(@Nullable Object jwk) {
    if (!(jwk instanceof Map<?, ?> written)
        || PRIVATE.stream().anyMatch(written::containsKey)
        || !(written.get("kty") instanceof String kind)) {
      return null;
    }
    List<String> required = REQUIRED.get(kind);
    byte[] thumbprint = required == null ? null : thumbprint(written, required);
    if (thumbprint == null) {
      return null;
    }
    Map<String, Object> members = new HashMap<>();
    written.forEach((name, value) -> members.put((String) name, value));
    members.remove("kid"); // a name that its owner chose
    return new EmbeddedKey(members, thumbprint);
  }

  /** Of members whose texts need no escape; a key with others is none. */
  private static byte @Nullable [] thumbprint(Map<?, ?> jwk, List<String> required) {
    StringBuilder json = new StringBuilder(160).append('{');
    for (String name : required) {
      if (!(jwk.get(name) instanceof String value) || !isPlain(value)) {
        return null;
      }
      json.append(json.length() == 1 ? "\"" : ",\"");
      json.append(name).append("\":\"").append(value).append('"');
    }
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(json.append('}').toString().getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Names of curves and kinds, and base64url. */
  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
      if (!plain) {
        return false;
      }
    }
    return !value.isEmpty();
  }

  /**
   * The key's thumbprint by SHA-256 (RFC 7638).
   *
   * @return its 32 bytes
   */
  public byte[] thumbprint() {
    return thumbprint.clone();
  }

  /**
   * Makes the key, under the same rules as those of a key set: kind, size, a point that is on its
   * curve.
   *
   * @return a key that verifies, or why there is none
   */
  public Verifier verifier() {
    try {
      return new Verifier.Made(JwkSetReader.key(members));
    } catch (KeySetException e) {
      return new Verifier.Refused(JwkSetReader.tamed(e.getMessage(), 160));
    }
  }

  @Override
  public String toString() {
    return "EmbeddedKey[not shown]";
  }
}
