package io.edgeauth.examples.gateway;

import io.edgeauth.examples.backend.Backend;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What stands around a gateway: an issuer, a backend, and a configuration that names both. */
final class Surroundings implements AutoCloseable {

  static final String ROUTES =
      """
        routes:
          - {path: /public/**, access: public}
          - {path: /echo, access: public}
          - {path: /optional/**, authenticate: user, optional: true}
          - {path: /admin/**, authenticate: user, require: {roles: admin}}
          - {path: /**, authenticate: user}
      """;

  private final TestKey key;
  private final TestIssuer issuer;
  private final Backend backend = Backend.start(0);
  private final Path file;

  Surroundings(Path directory) throws IOException {
    this(directory, TestKey.of("ES256", "k1"));
  }

  Surroundings(Path directory, TestKey key) throws IOException {
    this.key = key;
    issuer = TestIssuer.start(key);
    file = directory.resolve("edgeauth.yaml");
    configure("");
  }

  Backend backend() {
    return backend;
  }

  String issuer() {
    return issuer.issuer();
  }

  TestKey key() {
    return key;
  }

  Path file() {
    return file;
  }

  /** A token that passes, to be spoiled. */
  TestToken valid() {
    return TestToken.valid(issuer.issuer(), key);
  }

  String token() {
    return valid().compact();
  }

  String bearer() {
    return "Authorization: Bearer " + token();
  }

  /**
   * Writes the configuration with the backend as the one upstream, and more lines below gateway.
   */
  void configure(String more) throws IOException {
    write("upstreams: [{path: /**, url: \"" + backend.uri() + "\"}]\n" + more);
  }

  /** Writes the configuration with these lines below gateway. */
  void write(String gateway) throws IOException {
    Files.writeString(file, text(gateway));
  }

  /** The configuration with these lines below gateway. */
  String text(String gateway) {
    return """
        edgeauth:
          authenticators: {user: {jwt: {issuer: "%s", audience: api, algorithms: %s}}}
          audit: {log: none}
        """
            .formatted(issuer.issuer(), key.algorithm())
        + ROUTES.indent(0)
        + "gateway:\n"
        + ("listen: {port: 0}\n" + gateway).indent(2);
  }

  @Override
  public void close() {
    backend.close();
    issuer.close();
  }
}
