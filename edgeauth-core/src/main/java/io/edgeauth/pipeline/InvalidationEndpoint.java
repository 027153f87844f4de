package io.edgeauth.pipeline;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.FormFields;
import io.edgeauth.http.HeaderField;
import io.edgeauth.http.RequestBody;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Forgets the tokens that a form names. Whether one was known is told to nobody (RFC 7009, section
 * 2.2), and a form that is wrong anywhere forgets nothing.
 */
final class InvalidationEndpoint implements Endpoint {

  static final int MAX_TOKENS = 100;

  /** Of a hundred tokens of ordinary length; one of the greatest length has room besides. */
  private static final int BODY_LENGTH = 64 * 1024;

  /** An octet that must be escaped takes three. */
  private static final int ESCAPED = 3;

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Pattern FORM_TYPE =
      Pattern.compile(
          FORM + "[ \t]*(;[ \t]*charset=(utf-8|\"utf-8\")[ \t]*)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final Exchange.Answer DONE =
      new Exchange.Answer(200, List.of(new HeaderField("Cache-Control", "no-store")), "");

  private final Invalidation invalidation;
  private final int maxBody;

  InvalidationEndpoint(Invalidation invalidation, int maxCredentialLength) {
    this.invalidation = invalidation;
    this.maxBody = BODY_LENGTH + ESCAPED * maxCredentialLength;
  }

  @Override
  public CompiledRoute route() {
    return invalidation.route();
  }

  @Override
  public @Nullable Rejection answer(Exchange exchange) {
    if (exchange.isExplained()) {
      exchange.note("nothing is read and forgotten for an explanation");
      exchange.answer(DONE);
      return null;
    }
    EdgeRequest request = exchange.request();
    Rejection rejection = faultOfHeaders(request);
    return rejection == null ? take(request.body(maxBody), exchange) : rejection;
  }

  private @Nullable Rejection faultOfHeaders(EdgeRequest request) {
    List<String> types = request.headers("Content-Type");
    boolean coded =
        request.headers("Content-Encoding").stream()
            .anyMatch(coding -> !coding.equalsIgnoreCase("identity"));
    if (types.size() != 1 || !FORM_TYPE.matcher(types.get(0)).matches() || coded) {
      return new Rejection(
          Reasons.BODY_TYPE,
          "A form is expected, in UTF-8 and not compressed",
          null,
          List.of(new HeaderField("Accept", FORM)));
    }
    return announced(request) > maxBody ? tooLarge() : null;
  }

  /** What the client says that the body's length is, or -1 where it does not say. */
  private static long announced(EdgeRequest request) {
    List<String> lengths = request.headers("Content-Length");
    return lengths.size() == 1 && LENGTH.matcher(lengths.get(0)).matches()
        ? Long.parseLong(lengths.get(0))
        : -1;
  }

  private @Nullable Rejection take(RequestBody body, Exchange exchange) {
    if (body instanceof RequestBody.Content content) {
      long announced = announced(exchange.request());
      // Some servers take a connection that ends too early for the body's end.
      return announced < 0 || announced == content.bytes().length
          ? forget(content.bytes(), exchange)
          : unreadable();
    }
    if (body instanceof RequestBody.TooLarge) {
      return tooLarge();
    }
    return body instanceof RequestBody.Unsupported
        ? new Rejection(
            Reasons.BODY_UNSUPPORTED, null, "the adapter has no EdgeRequest.body", List.of())
        : unreadable();
  }

  private @Nullable Rejection forget(byte[] body, Exchange exchange) {
    List<String> tokens = FormFields.values(body, "token");
    if (tokens == null) {
      return malformed("The form is malformed");
    }
    if (tokens.isEmpty() || tokens.contains("")) {
      return malformed("The form has no token, or an empty one");
    }
    if (tokens.size() > MAX_TOKENS) {
      return malformed("The form has more than " + MAX_TOKENS + " tokens");
    }
    for (String token : tokens) {
      if (!invalidation.forget().test(token)) {
        return Rejection.unavailable(Reasons.EDGE_CLOSED, null, Duration.ofSeconds(1));
      }
    }
    exchange.answer(DONE);
    return null;
  }

  private static Rejection malformed(String advice) {
    return new Rejection(Reasons.BODY_MALFORMED, advice);
  }

  private static Rejection unreadable() {
    return new Rejection(Reasons.BODY_UNREADABLE, "The body could not be read to its end");
  }

  private Rejection tooLarge() {
    return new Rejection(Reasons.BODY_TOO_LARGE, "The body is longer than " + maxBody + " bytes");
  }
}
