package io.edgeauth.authn.introspection;

import io.edgeauth.authn.AnswerKeeper;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Absent;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.NotMine;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.BearerAuthenticator;
import io.edgeauth.authn.BearerToken;
import io.edgeauth.authn.BearerToken.Found;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.NamedAuthenticator;
import io.edgeauth.authn.PlacedAuthenticator;
import io.edgeauth.authn.Refusal;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.TokenDigests;
import io.edgeauth.authn.TokenScheme;
import io.edgeauth.authn.bound.BoundTokens;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.reason.Reasons;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates by what an authorization server says of tokens. Blocks while it is asked, at most
 * for the total timeout.
 *
 * <p>It cannot tell whose a token is but by asking, so it takes every one for its own.
 */
final class IntrospectionAuthenticator
    implements Authenticator, AnswerKeeper, PlacedAuthenticator, BearerAuthenticator {

  private static final Set<Carrier> CARRIERS = Set.of(Carrier.AUTHORIZATION);

  private final IntrospectionService service;
  private final boolean orAnonymous;
  private final BoundTokens bound;
  private final BearerToken bearer;
  private final TokenDigests digests = new TokenDigests();

  IntrospectionAuthenticator(
      IntrospectionService service, boolean orAnonymous, BoundTokens bound, int maxLength) {
    this.service = service;
    this.orAnonymous = orAnonymous;
    this.bound = bound;
    this.bearer = BearerToken.from(List.of(Carrier.AUTHORIZATION), maxLength);
  }

  @Override
  public Set<Carrier> carriers() {
    return CARRIERS;
  }

  @Override
  public Set<Carrier> presents(EdgeRequest request) {
    return bearer.presents(request);
  }

  @Override
  public AuthenticationResult authenticate(EdgeRequest request) {
    Found found = bearer.find(request);
    if (found instanceof Found.Token token) {
      AuthenticationResult result = authenticate(token);
      return result instanceof Authenticated proven ? bound.judge(request, token, proven) : result;
    }
    if (found instanceof Found.Foreign foreign) {
      return new NotMine(foreign.reason());
    }
    return found instanceof Found.Bad bad ? new Refused(bad.reason()) : Absent.INSTANCE;
  }

  private AuthenticationResult authenticate(Found.Token token) {
    TokenDigest digest = digests.of(token.text(), token.from());
    AuthenticationResult known = digest == null ? null : service.known(digest);
    if (known != null) {
      return known;
    }
    // What was never asked may be anything; nobody is asked about what no token is.
    return digest == null || token.bytes() == null
        ? new Refused(Reasons.CREDENTIAL_MALFORMED)
        : service.ask(digest, token.token());
  }

  @Override
  public @Nullable String token(EdgeRequest request) {
    return bearer.find(request) instanceof Found.Token token ? token.token() : null;
  }

  @Override
  public void forget(String credential) {
    TokenDigest digest = digests.of(credential, 0);
    if (digest != null) {
      service.forget(digest);
    }
  }

  @Override
  public @Nullable String misplacement(boolean optional, List<NamedAuthenticator> later) {
    if (orAnonymous && !optional) {
      return "lets requests pass as anonymous while its endpoint is out of reach (expected:"
          + " on-unavailable: deny or stale; or a route with optional: true)";
    }
    for (NamedAuthenticator named : later) {
      Authenticator other = named.authenticator();
      boolean neverAsked =
          CARRIERS.containsAll(other.carriers())
              && other.challenges(null).stream().anyMatch(IntrospectionAuthenticator::isOfTokens);
      if (neverAsked) {
        return "takes every bearer token, and "
            + named.name()
            + " is never asked (expected: "
            + named.name()
            + " before it)";
      }
    }
    return null;
  }

  private static boolean isOfTokens(String challenge) {
    return Arrays.stream(TokenScheme.values())
        .anyMatch(scheme -> challenge.startsWith(scheme.word()));
  }

  @Override
  public String challenge(@Nullable Refusal refusal) {
    return bound.challenges(refusal).get(0);
  }

  @Override
  public List<String> challenges(@Nullable Refusal refusal) {
    return bound.challenges(refusal);
  }
}
