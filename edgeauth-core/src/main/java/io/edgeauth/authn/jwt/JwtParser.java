package io.edgeauth.authn.jwt;

import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import io.edgeauth.keys.Base64Url;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a token in the compact form of JWS (RFC 7515): canonical base64url, strict JSON, and a
 * header that asks for nothing that EdgeAuth would have to obey. Nested and encrypted tokens are
 * not read.
 */
final class JwtParser {

  /** What reading gave. */
  sealed interface Parsed {

    /** A token of the right form. */
    record Read(UnverifiedJwt token) implements Parsed {}

    /** No JWT at all: an opaque token, perhaps, of which another authenticator knows more. */
    record NoJwt() implements Parsed {
      static final NoJwt INSTANCE = new NoJwt();
    }

    /** A JWT of another issuer: what it is made of is that issuer's affair. */
    record Foreign() implements Parsed {
      static final Foreign INSTANCE = new Foreign();
    }

    /** A JWT of our issuer, or of nobody's, and a bad one. */
    record Bad(Reason reason, String detail) implements Parsed {}
  }

  /**
   * Types of tokens that prove something else than access, and are not taken for access tokens by
   * default.
   */
  private static final Set<String> OTHER_PURPOSES =
      Set.of("dpop+jwt", "logout+jwt", "secevent+jwt");

  private final String issuer;
  private final List<JwsAlgorithm> algorithms;
  private final Set<String> types;

  JwtParser(JwtSettings settings) {
    this.issuer = settings.issuer();
    this.algorithms = settings.algorithms();
    this.types = settings.types();
  }

  Parsed parse(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first <= 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
      return Parsed.NoJwt.INSTANCE;
    }
    Map<String, Object> header = object(token, 0, first);
    if (header == null) {
      return Parsed.NoJwt.INSTANCE;
    }
    Map<String, Object> claims = object(token, first + 1, second);
    if (claims == null) {
      return malformed("claims that are no JSON object in canonical base64url");
    }
    if (!issuer.equals(claims.get("iss"))) {
      return Parsed.Foreign.INSTANCE;
    }
    JwsAlgorithm algorithm = allowed(header.get("alg"));
    if (algorithm == null) {
      return new Parsed.Bad(Reasons.TOKEN_ALGORITHM, "an alg that is not allowed");
    }
    Parsed.Bad fault = headerFault(header);
    if (fault != null) {
      return fault;
    }
    byte[] signature = Base64Url.decode(token, second + 1, token.length());
    if (signature == null || signature.length == 0) {
      return malformed("a signature that is no canonical base64url");
    }
    String keyId = (String) header.get("kid");
    return new Parsed.Read(
        new UnverifiedJwt(algorithm, keyId, claims, signedContent(token, second), signature));
  }

  private @Nullable JwsAlgorithm allowed(@Nullable Object name) {
    for (int i = 0; i < algorithms.size(); i++) {
      if (algorithms.get(i).header().equals(name)) {
        return algorithms.get(i);
      }
    }
    return null;
  }

  private Parsed.@Nullable Bad headerFault(Map<String, Object> header) {
    if (header.containsKey("crit") || header.containsKey("b64")) {
      return malformed("a critical header parameter; EdgeAuth understands none");
    }
    if (header.containsKey("jwk")) {
      return malformed("a key in the header");
    }
    if (header.get("kid") != null && !(header.get("kid") instanceof String)) {
      return malformed("a kid that is no string");
    }
    if (header.get("cty") instanceof String content && plain(content).equals("jwt")) {
      return new Parsed.Bad(Reasons.TOKEN_TYPE, "a token inside a token");
    }
    Object type = header.get("typ");
    if (type != null && !(type instanceof String)) {
      return malformed("a typ that is no string");
    }
    return isAllowedType((String) type)
        ? null
        : new Parsed.Bad(Reasons.TOKEN_TYPE, "a typ that is not allowed");
  }

  private boolean isAllowedType(@Nullable String type) {
    if (types.isEmpty()) {
      return type == null || !OTHER_PURPOSES.contains(plain(type));
    }
    return type != null && types.contains(plain(type));
  }

  /**
   * Media types ignore case, and {@code application/} may be left out (RFC 7515, section 4.1.9).
   */
  static String plain(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
  }

  private static Parsed.Bad malformed(String detail) {
    return new Parsed.Bad(Reasons.TOKEN_MALFORMED, detail);
  }

  private static @Nullable Map<String, Object> object(String token, int from, int to) {
    byte[] json = Base64Url.decode(token, from, to);
    if (json == null) {
      return null;
    }
    try {
      return JsonReader.readObject(json);
    } catch (JsonException e) {
      return null;
    }
  }

  /** Header and claims as they came; the whole token is ASCII, its extractor saw to it. */
  private static byte[] signedContent(String token, int length) {
    return token.substring(0, length).getBytes(StandardCharsets.ISO_8859_1);
  }
}
