package io.edgeauth.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands for an authorization server that is asked over HTTP: it knows one token, and says of it
 * what {@link SpringOpaqueTokenChain} is told of its own.
 */
final class TokenServer implements AutoCloseable {

  private static final int TOKEN_BYTES = 32;

  private final String token = random();
  private final byte[] active = Claims.valid(0).toIntrospection().getBytes(StandardCharsets.UTF_8);
  private final byte[] inactive = "{\"active\":false}".getBytes(StandardCharsets.UTF_8);
  private final AtomicInteger asked = new AtomicInteger();
  private final HttpServer server;

  private TokenServer(HttpServer server) {
    this.server = server;
  }

  static TokenServer start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    TokenServer started = new TokenServer(server);
    server.createContext("/introspect", started::answer);
    server.start();
    return started;
  }

  static String random() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    try (exchange) {
      String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
      byte[] answer = asksFor(token, form) ? active : inactive;
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  /** The token has no character that a form would write otherwise. */
  private static boolean asksFor(String token, String form) {
    return List.of(form.split("&", -1)).contains("token=" + token);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/introspect");
  }

  /** The one that is active. */
  String token() {
    return token;
  }

  /** How many calls there were. */
  int asked() {
    return asked.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
