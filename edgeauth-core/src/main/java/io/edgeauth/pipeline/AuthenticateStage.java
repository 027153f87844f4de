package io.edgeauth.pipeline;

import io.edgeauth.authn.AuthenticationSteps;
import io.edgeauth.authn.Refusal;
import io.edgeauth.authn.StepsOutcome;
import io.edgeauth.authn.TokenScheme;
import io.edgeauth.http.HeaderField;
import io.edgeauth.http.RequestForm;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stage 4: finds out who is calling. Where the route counts failures, one who has none left is not
 * looked at, and one whose credential is refused has one less.
 */
final class AuthenticateStage implements Stage {

  private final @Nullable LimitCalls limits;

  /**
   * @param limits null where no limit is configured
   */
  AuthenticateStage(@Nullable LimitCalls limits) {
    this.limits = limits;
  }

  @Override
  public String name() {
    return "authenticate";
  }

  @Override
  public boolean isShadowable() {
    return true;
  }

  @Override
  public @Nullable Rejection run(Exchange exchange) {
    CompiledRoute route = exchange.matchedRoute();
    AuthenticationSteps steps = route.steps();
    if (steps == null || exchange.isPreflight()) {
      exchange.note(steps == null ? "public" : "preflight");
      return null;
    }
    if (steps.takeCertificates() && isMisdirected(exchange)) {
      return new Rejection(
          Reasons.CONNECTION_MISDIRECTED, "The connection was opened for another host");
    }
    FailureLimits failures = failures(exchange, steps);
    Rejection exhausted = failures == null ? null : failures.exhausted();
    if (exhausted != null) {
      return exhausted;
    }
    StepsOutcome outcome = steps.authenticate(exchange.request());
    if (outcome instanceof StepsOutcome.Proven proven) {
      exchange.verified(proven.identity());
      exchange.addResponseHeaders(proven.responseHeaders());
      if (exchange.isExplained()) {
        exchange.note(String.join(", ", proven.identity().methods()));
      }
      return null;
    }
    if (outcome instanceof StepsOutcome.Refused refused) {
      if (failures != null && isGuess(refused.reason())) {
        failures.charge();
      }
      return refused(steps, refused, TokenScheme.of(exchange.request()));
    }
    if (outcome instanceof StepsOutcome.Unavailable unavailable) {
      if (unavailable.orAnonymous() && route.route().isOptional()) {
        exchange.note("anonymous, since " + unavailable.reason().code());
        return null;
      }
      return Rejection.unavailable(unavailable.reason(), null, unavailable.retryAfter());
    }
    if (route.route().isOptional()) {
      exchange.note("anonymous");
      return null;
    }
    return new Rejection(
        Reasons.CREDENTIAL_MISSING,
        "Credentials are required",
        null,
        headers(steps.challenges(null, null), List.of()));
  }

  /**
   * Whether a client asks over a connection to one host for another, as those of HTTP/2 do where
   * one certificate is good for both (RFC 9110, section 7.4): the one may have asked it for another
   * certificate than this would. Proxies open theirs for whom they like.
   */
  private static boolean isMisdirected(Exchange exchange) {
    String opened = exchange.isViaProxy() ? null : exchange.request().tlsServerName();
    String authority = exchange.request().authority();
    return opened != null && (authority == null || !RequestForm.isOfHost(authority, opened));
  }

  /** What counts failures of this request, or null where nothing does. */
  private @Nullable FailureLimits failures(Exchange exchange, AuthenticationSteps steps) {
    RouteLimits route = exchange.matchedRoute().limits();
    return limits == null || route.failures().isEmpty() || !steps.arePresented(exchange.request())
        ? null
        : new FailureLimits(limits, exchange, route.failures());
  }

  /**
   * A credential that could have been right. One that is missing is no guess, nor is one whose
   * client has yet to be told a nonce.
   */
  private static boolean isGuess(Reason reason) {
    return reason.status() == 401
        && !reason.equals(Reasons.CREDENTIAL_MISSING)
        && !reason.equals(Reasons.DPOP_NONCE_REQUIRED);
  }

  private static Rejection refused(
      AuthenticationSteps steps, StepsOutcome.Refused refused, @Nullable TokenScheme scheme) {
    Reason reason = refused.reason();
    if (reason.equals(Reasons.CREDENTIAL_MISSING)) {
      return new Rejection(
          reason,
          "Credentials are required",
          refused.detail(),
          headers(steps.challenges(null, null), List.of()));
    }
    // What is good, but not here, no other credential of the kind would mend: nothing to ask for.
    List<String> challenges =
        reason.status() == 403
            ? List.of()
            : steps.challenges(new Refusal(reason, Set.of(), scheme), refused.refusedBy());
    String advice =
        reason.status() == 400
            ? "The credentials are malformed, or there is more than one"
            : reason.status() == 401 ? "The credentials are not valid" : null;
    return new Rejection(
        reason, advice, refused.detail(), headers(challenges, refused.responseHeaders()));
  }

  private static List<HeaderField> headers(List<String> challenges, List<HeaderField> more) {
    List<HeaderField> headers = new ArrayList<>(challenges.size() + more.size());
    for (String challenge : challenges) {
      headers.add(new HeaderField("WWW-Authenticate", challenge));
    }
    headers.addAll(more);
    return headers;
  }
}
