package io.edgeauth.authn.jwt;

import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonNumber;
import io.edgeauth.json.JsonReader;
import io.edgeauth.json.StrangeNumbers;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * What EdgeAuth takes on purpose, and another library refuses: {@link StrangeNumbers}, and a header
 * parameter that has no effect here, of which others want a certain type.
 *
 * @param fromNimbus whether there is one, or an {@code nbf} that is just reached within the skew,
 *     which nimbus wants past
 * @param fromJose4j whether there is one
 */
record KnownDifferences(boolean fromNimbus, boolean fromJose4j) {

  private static final Set<String> WITHOUT_EFFECT = Set.of("jku", "x5u", "x5c", "x5t", "x5t#S256");
  private static final long SKEW_SECONDS = 60;

  static KnownDifferences of(String token) throws JsonException {
    String[] parts = token.split("\\.", -1);
    Map<String, Object> header = json(parts[0]);
    Map<String, Object> claims = json(parts[1]);
    boolean withoutEffect = header.keySet().stream().anyMatch(WITHOUT_EFFECT::contains);
    boolean nbfJustReached =
        claims.get("nbf") instanceof JsonNumber nbf
            && nbf.floor().orElse(0) == TestRuntime.NOW.getEpochSecond() + SKEW_SECONDS;
    return new KnownDifferences(
        withoutEffect
            || nbfJustReached
            || StrangeNumbers.forNimbus(header)
            || StrangeNumbers.forNimbus(claims),
        withoutEffect || StrangeNumbers.forJose4j(header) || StrangeNumbers.forJose4j(claims));
  }

  private static Map<String, Object> json(String part) throws JsonException {
    return JsonReader.readObject(Base64.getUrlDecoder().decode(part));
  }
}
