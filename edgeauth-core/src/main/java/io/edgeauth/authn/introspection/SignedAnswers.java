package io.edgeauth.authn.introspection;

import io.edgeauth.authn.TokenAudience;
import io.edgeauth.authn.ValidityPeriod;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import io.edgeauth.keys.Base64Url;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.keys.KeyLookup;
import io.edgeauth.keys.KeySet;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies answers that the authorization server has signed (<a
 * href="https://www.rfc-editor.org/rfc/rfc9701#section-5">RFC 9701, section 5</a>): under its
 * issuer's keys, by its issuer, for this client. What the JWT says of itself is not what it says of
 * the token: that is in one claim of its own.
 *
 * <p>Any number of threads may use it at once; one may wait while the issuer's keys are fetched.
 */
final class SignedAnswers {

  /** An answer that cannot be used; the message says why. */
  static final class UnusableAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Duration retryAfter;

    UnusableAnswerException(String message, @Nullable Duration retryAfter) {
      super(message);
      this.retryAfter = retryAfter;
    }

    @Nullable Duration retryAfter() {
      return retryAfter;
    }
  }

  private static final String TYPE = "token-introspection+jwt";
  private static final String CLAIM = "token_introspection";
  private static final long SKEW_SECONDS = 60;

  private final @Nullable String issuer;
  private final TokenAudience audience;
  private final KeySet keys;
  private final Clock clock;

  SignedAnswers(IntrospectionSettings settings, KeySet keys, Clock clock) {
    this.issuer = settings.issuer();
    this.audience = new TokenAudience(Set.of(settings.client().clientId()));
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Reads an answer.
   *
   * @return what it says of the token
   * @throws UnusableAnswerException if it is none that may be believed
   */
  Map<String, Object> read(byte[] jwt) throws UnusableAnswerException {
    int first = dot(jwt, 0);
    int second = dot(jwt, first + 1);
    if (second >= jwt.length || dot(jwt, second + 1) != jwt.length) {
      throw unusable("no JWS in compact form");
    }
    Map<String, Object> header = object(jwt, 0, first);
    JwsAlgorithm algorithm = algorithm(header);
    verify(jwt, second, algorithm, header.get("kid"));
    return verified(object(jwt, first + 1, second));
  }

  private static int dot(byte[] jwt, int from) {
    int at = from;
    while (at < jwt.length && jwt[at] != '.') {
      at++;
    }
    return at;
  }

  private static Map<String, Object> object(byte[] jwt, int from, int to)
      throws UnusableAnswerException {
    byte[] json = Base64Url.decode(jwt, from, to);
    if (json == null) {
      throw unusable("no canonical base64url");
    }
    try {
      return JsonReader.readObject(json);
    } catch (JsonException e) {
      throw unusable("no JSON object: " + e.getMessage());
    }
  }

  /** Any asymmetric one, as the issuer's key that verifies it allows. */
  private static JwsAlgorithm algorithm(Map<String, Object> header) throws UnusableAnswerException {
    for (String obeyed : Set.of("crit", "b64", "enc", "jwk")) {
      if (header.containsKey(obeyed)) {
        throw unusable("a header parameter that would have to be obeyed");
      }
    }
    if (!(header.get("typ") instanceof String type) || !TYPE.equals(plain(type))) {
      throw unusable("a typ other than " + TYPE);
    }
    JwsAlgorithm algorithm =
        header.get("alg") instanceof String name ? JwsAlgorithm.of(name) : null;
    if (algorithm == null || algorithm.keyType() == JwsAlgorithm.KeyType.SECRET) {
      throw unusable("an alg that is not allowed");
    }
    return algorithm;
  }

  private static String plain(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
  }

  private void verify(byte[] jwt, int signedLength, JwsAlgorithm algorithm, @Nullable Object kid)
      throws UnusableAnswerException {
    byte[] signature = Base64Url.decode(jwt, signedLength + 1, jwt.length);
    if (signature == null || (kid != null && !(kid instanceof String))) {
      throw unusable("a malformed signature or kid");
    }
    KeyLookup lookup = keys.find((String) kid, algorithm);
    if (lookup instanceof KeyLookup.Unavailable unavailable) {
      throw new UnusableAnswerException(
          "a signed answer, and the issuer's keys are out of reach", unavailable.retryAfter());
    }
    boolean right =
        lookup instanceof KeyLookup.Found found
            && found.key().verifies(algorithm, jwt, 0, signedLength, signature);
    if (!right) {
      throw unusable("no signature of the issuer");
    }
  }

  private Map<String, Object> verified(Map<String, Object> claims) throws UnusableAnswerException {
    if (issuer == null || !issuer.equals(claims.get("iss"))) {
      throw unusable("another issuer");
    }
    if (!audience.isMetBy(claims.get("aud"))) {
      throw unusable("another audience than this client");
    }
    boolean timely =
        claims.get("iat") != null
            && ValidityPeriod.read(claims, true, null) instanceof ValidityPeriod.Reading.Good good
            && good.period().fault(Math.floorDiv(clock.millis(), 1000L), SKEW_SECONDS) == null;
    if (!timely) {
      throw unusable("no iat, or another time");
    }
    if (!(claims.get(CLAIM) instanceof Map<?, ?> members)) {
      throw unusable("no " + CLAIM);
    }
    @SuppressWarnings("unchecked") // the reader makes no other maps
    Map<String, Object> token = (Map<String, Object>) members;
    return token;
  }

  private static UnusableAnswerException unusable(String why) {
    return new UnusableAnswerException("a signed answer with " + why, null);
  }
}
