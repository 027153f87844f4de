package io.edgeauth.authn;

import io.edgeauth.http.EdgeRequest;
import org.jspecify.annotations.Nullable;

/**
 * An authenticator whose credential is a bearer token, so that a route may exchange it for another.
 * Implement it beside {@link Authenticator}.
 *
 * <p>Called by the thread of a request that this authenticator has authenticated.
 */
public interface BearerAuthenticator {

  /**
   * The token that was verified.
   *
   * @param request the request that it authenticated
   * @return the token, without a scheme in front; null where there is none
   */
  @Nullable String token(EdgeRequest request);
}
