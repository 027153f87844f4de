package io.edgeauth.authn.jwt;

import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.reason.Reasons;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges a token's header: an allowed algorithm, an allowed type, and nothing that EdgeAuth would
 * have to obey. Immutable.
 */
final class JwtHeaderRules {

  /** What judging gave. */
  sealed interface Judgement {
    record Good(JwtHeader header) implements Judgement {}

    record Bad(Refused why) implements Judgement {}
  }

  /**
   * Types of tokens that prove something else than access, and are not taken for access tokens by
   * default.
   */
  private static final Set<String> OTHER_PURPOSES =
      Set.of("dpop+jwt", "logout+jwt", "secevent+jwt");

  private final List<JwsAlgorithm> algorithms;
  private final Set<String> types;

  JwtHeaderRules(JwtSettings settings) {
    this.algorithms = settings.algorithms();
    this.types = settings.types();
  }

  Judgement judge(Map<String, Object> header) {
    JwsAlgorithm algorithm = allowed(header.get("alg"));
    if (algorithm == null) {
      return new Judgement.Bad(new Refused(Reasons.TOKEN_ALGORITHM, "an alg that is not allowed"));
    }
    Refused fault = fault(header);
    return fault == null
        ? new Judgement.Good(new JwtHeader(algorithm, (String) header.get("kid")))
        : new Judgement.Bad(fault);
  }

  private @Nullable JwsAlgorithm allowed(@Nullable Object name) {
    for (int i = 0; i < algorithms.size(); i++) {
      if (algorithms.get(i).header().equals(name)) {
        return algorithms.get(i);
      }
    }
    return null;
  }

  private @Nullable Refused fault(Map<String, Object> header) {
    if (header.containsKey("crit") || header.containsKey("b64")) {
      return malformed("a critical header parameter; EdgeAuth understands none");
    }
    if (header.containsKey("enc")) {
      // RFC 7516, section 9: by it others tell that the token is encrypted, and read it as such.
      return malformed("a header of an encrypted token");
    }
    if (header.containsKey("jwk")) {
      return malformed("a key in the header");
    }
    if (header.get("kid") != null && !(header.get("kid") instanceof String)) {
      return malformed("a kid that is no string");
    }
    Object content = header.get("cty");
    if (content != null && !(content instanceof String)) {
      return malformed("a cty that is no string");
    }
    if (content != null && plain((String) content).equals("jwt")) {
      return new Refused(Reasons.TOKEN_TYPE, "a token inside a token");
    }
    Object type = header.get("typ");
    if (type != null && !(type instanceof String)) {
      return malformed("a typ that is no string");
    }
    return isAllowedType((String) type)
        ? null
        : new Refused(Reasons.TOKEN_TYPE, "a typ that is not allowed");
  }

  private boolean isAllowedType(@Nullable String type) {
    if (types.isEmpty()) {
      return type == null || !OTHER_PURPOSES.contains(plain(type));
    }
    return type != null && types.contains(plain(type));
  }

  /**
   * Media types ignore case, and {@code application/} may be left out (RFC 7515, section 4.1.9).
   * What is not ASCII is none, and must not become one by losing its case.
   */
  static String plain(String type) {
    boolean ascii = type.chars().allMatch(c -> c < 0x80);
    String lower = ascii ? type.toLowerCase(Locale.ROOT) : type;
    return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
  }

  private static Refused malformed(String detail) {
    return new Refused(Reasons.TOKEN_MALFORMED, detail);
  }
}
