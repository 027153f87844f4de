package io.edgeauth.authn;

/**
 * An authenticator under the name that routes use.
 *
 * @param name the name
 * @param authenticator it
 */
public record NamedAuthenticator(String name, Authenticator authenticator) {}
