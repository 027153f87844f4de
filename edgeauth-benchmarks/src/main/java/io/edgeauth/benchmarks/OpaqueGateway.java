package io.edgeauth.benchmarks;

import io.edgeauth.authn.introspection.Introspection;
import io.edgeauth.keys.Secret;
import java.io.IOException;

/**
 * A {@link Gateway} that takes opaque tokens, with the server that knows them. All is as it is by
 * default: what the server said holds for a minute.
 */
final class OpaqueGateway implements AutoCloseable {

  private final TokenServer server;
  private final Gateway gateway;

  private OpaqueGateway(TokenServer server, Gateway gateway) {
    this.server = server;
    this.gateway = gateway;
  }

  static OpaqueGateway start() throws IOException {
    TokenServer server = TokenServer.start();
    return new OpaqueGateway(
        server,
        Gateway.accepting(
            Introspection.endpoint(server.address())
                .clientId("gateway")
                .clientSecret(Secret.of(TokenServer.random()))
                .audience(Tokens.AUDIENCE)));
  }

  Gateway gateway() {
    return gateway;
  }

  TokenServer server() {
    return server;
  }

  /** The header of a request with the token that is active. */
  String authorization() {
    return "Bearer " + server.token();
  }

  @Override
  public void close() {
    gateway.close();
    server.close();
  }
}
