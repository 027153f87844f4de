package io.edgeauth.servlet;

import io.edgeauth.identity.Identity;
import java.security.Principal;
import java.util.Objects;

/**
 * A verified caller as the servlet API knows one: by its subject, else its client.
 *
 * @param identity who is calling
 */
record IdentityPrincipal(Identity identity) implements Principal {

  @Override
  public String getName() {
    return identity.subject() == null
        ? Objects.requireNonNullElse(identity.client(), "")
        : identity.subject();
  }
}
