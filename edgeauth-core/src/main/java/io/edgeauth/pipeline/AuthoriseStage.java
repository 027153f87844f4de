package io.edgeauth.pipeline;

import io.edgeauth.authn.AuthenticationSteps;
import io.edgeauth.authn.Refusal;
import io.edgeauth.http.HeaderField;
import io.edgeauth.policy.Policy;
import io.edgeauth.policy.PolicyResult;
import io.edgeauth.policy.Requirement;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.util.List;
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
      return lacking(route, refused);
    }
    Policy policy = route.policy();
    return policy == null
        ? null
        : judged(route, policy.evaluate(exchange.identity(), exchange.request()));
  }

  /** Only what says that it allows does: code that knows no annotations may answer null. */
  private static @Nullable Rejection judged(CompiledRoute route, PolicyResult result) {
    if (result instanceof PolicyResult.Allowed) {
      return null;
    }
    if (!(result instanceof PolicyResult.Refused refused)) {
      throw new IllegalStateException("policy " + route.route().policy() + " gave no result");
    }
    List<HeaderField> challenges =
        refused.reason().status() == 401
            ? challenges(route, new Refusal(refused.reason()))
            : List.of();
    return new Rejection(refused.reason(), null, refused.detail(), challenges);
  }

  private static Rejection lacking(CompiledRoute route, PolicyResult.Refused refused) {
    Reason reason = refused.reason();
    if (!reason.equals(Reasons.SCOPE_INSUFFICIENT)) {
      return new Rejection(reason, null, refused.detail(), List.of());
    }
    Refusal refusal = new Refusal(reason, route.route().requirement().wantedScopes());
    return new Rejection(
        reason, "The credentials do not allow this", refused.detail(), challenges(route, refusal));
  }

  private static List<HeaderField> challenges(CompiledRoute route, Refusal refusal) {
    AuthenticationSteps steps = route.steps();
    return steps == null
        ? List.of()
        : steps.challenges(refusal, null).stream()
            .map(challenge -> new HeaderField("WWW-Authenticate", challenge))
            .toList();
  }
}
