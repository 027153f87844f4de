package io.edgeauth.examples.demo;

import io.edgeauth.examples.backend.Backend;
import io.edgeauth.examples.gateway.Gateway;
import io.edgeauth.examples.idp.IdentityProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The three parts, each on a free port of 127.0.0.1. */
final class Demo implements AutoCloseable {

  private final IdentityProvider provider;
  private final Backend backend;
  private final Path configuration;
  private final Gateway gateway;

  private Demo(IdentityProvider provider, Backend backend, Path configuration, Gateway gateway) {
    this.provider = provider;
    this.backend = backend;
    this.configuration = configuration;
    this.gateway = gateway;
  }

  static Demo start() throws IOException {
    IdentityProvider provider = IdentityProvider.start(0);
    Backend backend = Backend.start(0);
    Path configuration = Files.createTempFile("edgeauth-demo", ".yaml");
    Files.writeString(configuration, yaml(provider.issuer(), backend.uri()));
    return new Demo(provider, backend, configuration, Gateway.start(configuration));
  }

  private static String yaml(URI issuer, URI backend) {
    return """
        edgeauth:
          authenticators:
            user: {jwt: {issuer: "%s", audience: api}}
          routes:
            - {path: /health, access: public}
            - {path: /api/admin/**, authenticate: user, require: {roles: admin}}
            - {path: /api/**, authenticate: user, require: {scopes: "orders:read"}}
        gateway:
          listen: {port: 0}
          upstreams: [{path: /**, url: "%s"}]
        """
        .formatted(issuer, backend);
  }

  URI issuer() {
    return provider.issuer();
  }

  URI backend() {
    return backend.uri();
  }

  URI gateway() {
    return gateway.uri();
  }

  /** The configuration that the gateway follows while the demo runs. */
  Path configuration() {
    return configuration;
  }

  /** Five requests, with tokens that the provider has just issued. */
  List<Attempt> attempts() {
    String alice = bearer("alice-app");
    String admin = bearer("admin-app");
    return List.of(
        new Attempt(
            "A public route. Nobody need say who they are, and nobody can say they are root.",
            uri("/health"),
            List.of("X-User-Id: root"),
            Expected.bodyWithout(200, "x-user-id")),
        new Attempt(
            "A protected route with Alice's token. The backend is told who calls, and sees no token.",
            uri("/api/orders"),
            List.of(alice),
            Expected.bodyWith(200, "\"x-user-id\":[\"alice\"]")),
        new Attempt(
            "The same without a token. The answer says what is asked for.",
            uri("/api/orders"),
            List.of(),
            Expected.header(401, "WWW-Authenticate: Bearer realm=\"edgeauth\"")),
        new Attempt(
            "An administrator's route with Alice's token. Who she is, is known; that is not enough.",
            uri("/api/admin/users"),
            List.of(alice),
            Expected.bodyWith(403, "\"title\":\"Forbidden\"")),
        new Attempt(
            "The same with an administrator's token and a forged header. What was verified arrives.",
            uri("/api/admin/users"),
            List.of(admin, "X_User_Id: alice", "X-User-Id: alice"),
            Expected.bodyWith(200, "\"x-user-id\":[\"root-admin\"]")));
  }

  /** The header line with a token that the provider issues now. */
  String bearer(String client) {
    return "Authorization: Bearer " + provider.token(client);
  }

  private URI uri(String path) {
    return gateway.uri().resolve(path);
  }

  @Override
  public void close() {
    gateway.close();
    backend.close();
    provider.close();
    try {
      Files.deleteIfExists(configuration);
    } catch (IOException e) {
      System.err.println("left behind: " + configuration);
    }
  }
}
