package io.edgeauth.forward.exchange;

import io.edgeauth.authn.remote.RemoteAnswer;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonNumber;
import io.edgeauth.json.JsonReader;
import io.edgeauth.outbound.OutboundResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a token endpoint answers (RFC 8693, section 2.2). Only 200 with a whole answer is a
 * token; what is doubtful is trouble, since the request would go on with it.
 */
final class ExchangeReader {

  static final String JSON = "application/json";
  static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  /** The b64token of RFC 6750: nothing that could end a header. Servers cap headers lower. */
  private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]{1,16384}={0,2}");

  /** What may be told of an error's code: a server could repeat in it what it was sent. */
  private static final Pattern CODE = Pattern.compile("[a-z_]{1,40}");

  /** Errors that say something of us, whatever the token. */
  private static final Set<String> OURS =
      Set.of("invalid_client", "unauthorized_client", "unsupported_grant_type");

  /** Longer lives are cut: a bound on how long anything is remembered. */
  static final Duration MAX_LIFETIME = Duration.ofDays(1);

  private ExchangeReader() {}

  /**
   * Reads an answer.
   *
   * @param sent the token that was to be exchanged
   */
  static ExchangeAnswer read(OutboundResponse response, String sent) {
    Map<String, Object> members = members(response);
    if (response.status() != 200) {
      return refusal(response, members);
    }
    return members == null
        ? failed("the endpoint answered with something else than a JSON object")
        : token(members, sent);
  }

  private static @Nullable Map<String, Object> members(OutboundResponse response) {
    if (!JSON.equals(response.mediaType())) {
      return null;
    }
    try {
      return JsonReader.readObject(response.body());
    } catch (JsonException e) {
      return null;
    }
  }

  /**
   * An error of the protocol is about this one token: were it trouble, whoever has one that the
   * server does not exchange could stop the exchange for all.
   */
  private static ExchangeAnswer refusal(
      OutboundResponse response, @Nullable Map<String, Object> members) {
    int status = response.status();
    String code =
        members != null
                && members.get("error") instanceof String error
                && CODE.matcher(error).matches()
            ? error
            : null;
    String detail = "the endpoint answered " + status + (code == null ? "" : " " + code);
    boolean ofProtocol = code != null && (status == 400 || status == 403);
    if (ofProtocol && !OURS.contains(code)) {
      return new ExchangeAnswer.Refused(detail);
    }
    boolean refusedUs = ofProtocol || status == 401 || status == 403;
    return new ExchangeAnswer.Failed(
        new RemoteAnswer.Failed(detail, response.retryAfter(), refusedUs));
  }

  private static ExchangeAnswer token(Map<String, Object> members, String sent) {
    if (!(members.get("access_token") instanceof String token)
        || !BEARER.matcher(token).matches()) {
      return failed("an answer without a usable access_token");
    }
    if (token.equals(sent)) {
      return failed("the endpoint gave the same token back");
    }
    if (!ACCESS_TOKEN.equals(members.get("issued_token_type"))) {
      return failed("an issued_token_type that is no access token, or none");
    }
    if (!(members.get("token_type") instanceof String type) || !type.equalsIgnoreCase("Bearer")) {
      return failed("a token_type that is not Bearer, or none");
    }
    long seconds = seconds(members.get("expires_in"));
    return seconds <= 0
        ? failed("an expires_in that is no number of seconds, or none")
        : new ExchangeAnswer.Token(
            token, Duration.ofSeconds(Math.min(seconds, MAX_LIFETIME.toSeconds())));
  }

  private static long seconds(@Nullable Object value) {
    return value instanceof JsonNumber number ? number.floor().orElse(0) : 0;
  }

  static ExchangeAnswer failed(String detail) {
    return new ExchangeAnswer.Failed(new RemoteAnswer.Failed(detail, null, false));
  }
}
