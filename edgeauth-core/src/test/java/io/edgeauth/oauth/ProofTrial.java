package io.edgeauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.keys.Secret;
import io.edgeauth.outbound.OutboundForm;
import io.edgeauth.outbound.OutboundRequest;
import io.edgeauth.outbound.OutboundSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Clients that prove who they are to servers, and what these received. */
final class ProofTrial implements AutoCloseable {

  /** What a server received. */
  record Received(String authorization, Map<String, String> fields, String shown) {}

  static final String AUDIENCE = "https://id.example";
  final TestRuntime runtime = TestRuntime.start();
  private final List<HttpServer> servers = new ArrayList<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();

  @Override
  public void close() {
    runtime.close();
    servers.forEach(server -> server.stop(0));
  }

  static ClientCredentials of(ClientMethod method, String secret, Path keyFile) {
    return new ClientCredentials(
        "gateway", method, secret == null ? null : Secret.of(secret), keyFile);
  }

  ClientAuthentication open(ClientCredentials credentials) {
    return ClientAuthentication.open(credentials, OutboundSettings.DEFAULTS, runtime.runtime());
  }

  URI start(HttpServer server) {
    servers.add(server);
    server.createContext(
        "/",
        exchange -> {
          Map<String, String> fields = new LinkedHashMap<>();
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
          for (String field : body.split("&", -1)) {
            String[] pair = field.split("=", 2);
            fields.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
          }
          String shown = null;
          if (exchange instanceof HttpsExchange tls) {
            try {
              shown = tls.getSSLSession().getPeerPrincipal().getName();
            } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
              shown = "nobody";
            }
          }
          received.add(
              new Received(exchange.getRequestHeaders().getFirst("Authorization"), fields, shown));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/token");
  }

  static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  Received posted(ClientAuthentication client) throws Exception {
    return posted(client, start(HttpServer.create(anyPort(), 0)), OutboundSettings.DEFAULTS);
  }

  Received posted(ClientAuthentication client, URI to, OutboundSettings settings) throws Exception {
    OutboundForm form = new OutboundForm().field("token", "abc");
    client.prove(form, AUDIENCE);
    var unused =
        runtime
            .runtime()
            .outbound(settings)
            .post(
                new OutboundRequest(
                    to, "application/json", Duration.ofSeconds(5), Duration.ofSeconds(10), 1000),
                form);
    return received.get(received.size() - 1);
  }

  void refused(ClientCredentials credentials, String key, String message) {
    assertThatThrownBy(() -> open(credentials))
        .isInstanceOfSatisfying(
            InvalidClientException.class,
            e ->
                assertThat(e.faults())
                    .singleElement()
                    .satisfies(
                        fault -> {
                          assertThat(fault.key()).isEqualTo(key);
                          assertThat(fault.message()).contains(message).contains("(expected: ");
                        }));
  }
}
