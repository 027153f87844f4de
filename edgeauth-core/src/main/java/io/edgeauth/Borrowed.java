package io.edgeauth;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.Refusal;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.reason.Reason;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An authenticator that was given in code: generations use it, and do not close it. */
record Borrowed(Authenticator authenticator) implements Authenticator {

  /** The authenticator itself, be it borrowed or not: what else it can do is its own. */
  static Authenticator own(Authenticator authenticator) {
    return authenticator instanceof Borrowed borrowed ? borrowed.authenticator() : authenticator;
  }

  @Override
  public Set<Carrier> carriers() {
    return authenticator.carriers();
  }

  @Override
  public Set<Carrier> presents(EdgeRequest request) {
    return authenticator.presents(request);
  }

  @Override
  public AuthenticationResult authenticate(EdgeRequest request) {
    return authenticator.authenticate(request);
  }

  @Override
  public String challenge(@Nullable Refusal refusal) {
    return authenticator.challenge(refusal);
  }

  @Override
  public List<String> challenges(@Nullable Refusal refusal) {
    return authenticator.challenges(refusal);
  }

  @Override
  public Set<Reason> reasons() {
    return authenticator.reasons();
  }
}
