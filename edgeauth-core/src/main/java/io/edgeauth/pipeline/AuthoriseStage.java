package io.edgeauth.pipeline;

import io.edgeauth.authn.AuthenticationSteps;
import io.edgeauth.authn.Refusal;
import io.edgeauth.authn.TokenScheme;
import io.edgeauth.http.HeaderField;
import io.edgeauth.policy.Policy;
import io.edgeauth.policy.PolicyResult;
import io.edgeauth.policy.Requirement;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stage 5: asks whether the caller may. Anonymous callers are not asked for scopes, roles or
 * claims, only by policies.
 */
final class AuthoriseStage implements Stage {

  @Override
  public String name() {
    return "authorise";
  }

  @Override
  public boolean isShadowable() {
    return true;
  }

  @Override
  public @Nullable Rejection run(Exchange exchange) {
    CompiledRoute route = exchange.matchedRoute();
    if (exchange.isPreflight()) {
      return null;
    }
    Requirement requirement = route.route().requirement();
    if (!exchange.identity().isAnonymous()
        && requirement.check(exchange.identity()) instanceof PolicyResult.Refused refused) {
      return lacking(exchange, refused);
    }
    Policy policy = route.policy();
    return policy == null
        ? null
        : judged(exchange, policy.evaluate(exchange.identity(), exchange.request()));
  }

  /** Only what says that it allows does: code that knows no annotations may answer null. */
  private static @Nullable Rejection judged(Exchange exchange, PolicyResult result) {
    if (result instanceof PolicyResult.Allowed) {
      return null;
    }
    if (!(result instanceof PolicyResult.Refused refused)) {
      throw new IllegalStateException(
          "policy " + exchange.matchedRoute().route().policy() + " gave no result");
    }
    List<HeaderField> challenges =
        refused.reason().status() == 401
            ? challenges(exchange, refused.reason(), Set.of())
            : List.of();
    return new Rejection(refused.reason(), null, refused.detail(), challenges);
  }

  private static Rejection lacking(Exchange exchange, PolicyResult.Refused refused) {
    Reason reason = refused.reason();
    if (!reason.equals(Reasons.SCOPE_INSUFFICIENT)) {
      return new Rejection(reason, null, refused.detail(), List.of());
    }
    Set<String> wanted = exchange.matchedRoute().route().requirement().wantedScopes();
    return new Rejection(
        reason,
        "The credentials do not allow this",
        refused.detail(),
        challenges(exchange, reason, wanted));
  }

  private static List<HeaderField> challenges(
      Exchange exchange, Reason reason, Set<String> wanted) {
    AuthenticationSteps steps = exchange.matchedRoute().steps();
    Refusal refusal = new Refusal(reason, wanted, TokenScheme.of(exchange.request()));
    return steps == null
        ? List.of()
        : steps.challenges(refusal, null).stream()
            .map(challenge -> new HeaderField("WWW-Authenticate", challenge))
            .toList();
  }
}
