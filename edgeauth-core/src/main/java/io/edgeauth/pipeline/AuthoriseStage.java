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
  public @Nullable Rejection run(Exchange exchange) {
    CompiledRoute route = exchange.matchedRoute();
    Requirement requirement = route.route().requirement();
    if (!exchange.identity().isAnonymous()
        && requirement.check(exchange.identity()) instanceof PolicyResult.Refused refused) {
      return lacking(route, refused);
    }
    Policy policy = route.policy();
    if (policy != null
        && policy.evaluate(exchange.identity(), exchange.request())
            instanceof PolicyResult.Refused refused) {
      return new Rejection(refused.reason(), null, refused.detail(), List.of());
    }
    return null;
  }

  private static Rejection lacking(CompiledRoute route, PolicyResult.Refused refused) {
    Reason reason = refused.reason();
    AuthenticationSteps steps = route.steps();
    if (!reason.equals(Reasons.SCOPE_INSUFFICIENT) || steps == null) {
      return new Rejection(reason, null, refused.detail(), List.of());
    }
    Refusal refusal = new Refusal(reason, route.route().requirement().wantedScopes());
    List<HeaderField> challenges =
        steps.challenges(refusal, null).stream()
            .map(challenge -> new HeaderField("WWW-Authenticate", challenge))
            .toList();
    return new Rejection(reason, "The credentials do not allow this", refused.detail(), challenges);
  }
}
