package io.edgeauth.examples.idp;

import java.net.URI;
import java.util.List;

/**
 * A running OAuth 2 and OpenID Connect authorization server on 127.0.0.1.
 *
 * <p>Its clients: {@code alice-app} and {@code admin-app} get tokens for the audience {@code api};
 * {@code other-audience} gets Alice's for the audience {@code billing}, {@code short-lived} Alice's
 * for one second; {@code gateway} is there to introspect tokens. Secrets and signing key are made
 * anew at each start.
 *
 * <p>Any thread may call it; only {@link #token} waits for the network. Logging stays as the host
 * has set it up, save that Tomcat's {@code java.util.logging} loggers are set to {@code WARNING}.
 */
public final class IdentityProvider implements AutoCloseable {

  private final Clients clients;
  private final LoopbackServer server;

  private IdentityProvider(Clients clients, LoopbackServer server) {
    this.clients = clients;
    this.server = server;
  }

  /**
   * Starts a provider; returns when it answers.
   *
   * @param port where to listen, 0 for any free port
   * @return the running provider, which the caller closes
   * @throws IllegalStateException when the port cannot be bound; choose another
   */
  public static IdentityProvider start(int port) {
    Clients clients = Clients.withNewSecrets();
    return new IdentityProvider(clients, LoopbackServer.start(port, clients));
  }

  /** The issuer as its metadata and tokens spell it: {@code http://127.0.0.1:PORT}. */
  public URI issuer() {
    return URI.create(server.origin());
  }

  /** The ids of all clients. */
  public List<String> clientIds() {
    return clients.all().stream().map(Client::id).toList();
  }

  /**
   * The secret that the client has in this run.
   *
   * @throws IllegalArgumentException when there is no such client
   */
  public String clientSecret(String clientId) {
    return clients.secret(clientId);
  }

  /**
   * Asks over HTTP for a new access token with all scopes that the client may have.
   *
   * @return the token in compact serialization
   * @throws IllegalArgumentException when there is no such client
   */
  public String token(String clientId) {
    Client client = clients.client(clientId);
    return TokenRequest.to(issuer().resolve("/oauth2/token"))
        .send(client, clients.secret(clientId));
  }

  /** Stops listening and ends all threads of the server. Later calls do nothing. */
  @Override
  public void close() {
    server.close();
  }
}
