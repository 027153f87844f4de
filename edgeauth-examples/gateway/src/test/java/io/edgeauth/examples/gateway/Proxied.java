package io.edgeauth.examples.gateway;

import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;

/** A running gateway before an upstream that keeps what it received. */
final class Proxied implements AutoCloseable {

  private static final String HOST = "Host: api.example";

  private final Surroundings around;
  private final RecordingUpstream upstream;
  private final Gateway gateway;

  private Proxied(Surroundings around, RecordingUpstream upstream, Gateway gateway) {
    this.around = around;
    this.upstream = upstream;
    this.gateway = gateway;
  }

  static Proxied start(Path directory) throws IOException {
    return start(directory, text -> text);
  }

  /** Starts one whose configuration is changed before. */
  static Proxied start(Path directory, UnaryOperator<String> change) throws IOException {
    return start(directory, change, UpstreamTimeouts.DEFAULTS);
  }

  static Proxied start(Path directory, UnaryOperator<String> change, UpstreamTimeouts timeouts)
      throws IOException {
    Surroundings around = new Surroundings(directory);
    RecordingUpstream upstream = RecordingUpstream.start();
    try {
      String text = around.text("upstreams: [{path: /**, url: \"" + upstream.origin() + "\"}]\n");
      Files.writeString(around.file(), change.apply(text));
      return new Proxied(around, upstream, Gateway.start(around.file(), timeouts));
    } catch (RuntimeException | IOException e) {
      upstream.close();
      around.close();
      throw e;
    }
  }

  /** Puts lines below {@code edgeauth}. */
  static UnaryOperator<String> with(String... lines) {
    String more = String.join("\n", lines).indent(2);
    return text -> text.replace("edgeauth:\n", "edgeauth:\n" + more);
  }

  /** Puts routes before the others. */
  static UnaryOperator<String> routed(String... routes) {
    StringBuilder more = new StringBuilder("routes:\n");
    for (String route : routes) {
      more.append("    - ").append(route).append('\n');
    }
    return text -> text.replace("routes:\n", more);
  }

  /** Lets tokens stand in a cookie and in the query, too. */
  static String tokensAnywhere(String text) {
    return text.replace(
        "algorithms: ES256",
        "algorithms: ES256, token-from: [header, 'cookie:session', 'query:access_token']");
  }

  /** Serves TLS with what the test writes beside the configuration. */
  static String secured(String text) {
    return text.replace(
        "gateway:\n", "gateway:\n  tls: {certificate: gateway.pem, key: gateway.key}\n");
  }

  URI uri() {
    return gateway.uri();
  }

  RecordingUpstream upstream() {
    return upstream;
  }

  Path file() {
    return around.file();
  }

  TestToken valid() {
    return around.valid();
  }

  String bearer() {
    return bearer(valid());
  }

  static String bearer(TestToken token) {
    return "Authorization: Bearer " + token.compact();
  }

  /** A token of the issuer's whose claims are a text of the test's own, made of those that pass. */
  String bearerOfClaims(UnaryOperator<String> change) {
    String[] parts = valid().compact().split("\\.", -1);
    String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    return "Authorization: Bearer " + TestToken.compact(header, change.apply(claims), around.key());
  }

  /** A token that the issuer did not sign. */
  String forged() {
    return bearer(valid().signedBy(TestKey.of("ES256", "k1")));
  }

  String get(String target, String... lines) throws IOException {
    return exchange("GET " + target, "", lines);
  }

  /** Sends a request with these lines and body, and reads the answer whole. */
  String exchange(String methodAndTarget, String body, String... lines) throws IOException {
    List<String> all = new ArrayList<>(List.of(methodAndTarget + " HTTP/1.1", HOST));
    all.addAll(List.of(lines));
    if (all.stream().noneMatch(line -> line.startsWith("Connection:"))) {
      all.add("Connection: close");
    }
    return raw(String.join("\r\n", all) + "\r\n\r\n" + body);
  }

  /** Sends bytes and reads until the gateway closes the connection. */
  String raw(String bytes) throws IOException {
    try (RawConnection connection = RawConnection.to(uri())) {
      connection.send(bytes);
      return connection.readAll();
    }
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    upstream.close();
    around.close();
  }
}
