package io.edgeauth.examples.backend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A running HTTP server on 127.0.0.1 that answers each request with 200 and a JSON object of what
 * it received: {@code method}, {@code path} and {@code query} as they came on the wire, {@code
 * headers} (lower-case name to list of values) and {@code bodyLength}. The path {@code /echo} sends
 * the request's body back while it comes.
 *
 * <p>Any thread may call it.
 */
public final class Backend implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final String ECHO = "/echo";
  private static final int MAX_THREADS = 64;

  static {
    // Header and body leave in two writes; with Nagle's algorithm each answer would wait 40 ms for
    // an acknowledgement.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(MAX_THREADS, task -> new Thread(task, "backend"));
  private final AtomicInteger hits = new AtomicInteger();

  private Backend(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts a backend; returns when it answers.
   *
   * @param port where to listen, 0 for any free port
   * @return the running backend, which the caller closes
   * @throws UncheckedIOException when the port cannot be bound; choose another
   */
  public static Backend start(int port) {
    Backend backend = new Backend(bind(port));
    backend.server.setExecutor(backend.threads);
    backend.server.createContext("/", backend::answer);
    backend.server.start();
    return backend;
  }

  /** Where it listens: {@code http://127.0.0.1:PORT}. */
  public URI uri() {
    return URI.create("http://" + HOST + ":" + server.getAddress().getPort());
  }

  /** How many requests have reached it since it started. */
  public int hits() {
    return hits.get();
  }

  /** Stops listening and cuts off requests under way. Later calls do nothing. */
  @Override
  public void close() {
    if (threads.isShutdown()) {
      return;
    }
    server.stop(0);
    threads.shutdownNow();
  }

  private static HttpServer bind(int port) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      return HttpServer.create(new InetSocketAddress(loopback, port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("no backend could be started at " + HOST + ":" + port, e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    hits.incrementAndGet();
    if (exchange.getRequestURI().getRawPath().equals(ECHO)) {
      echo(exchange);
      return;
    }
    describe(exchange);
  }

  /**
   * An exchange that fails half-way is left open on purpose: the server then cuts the connection,
   * where closing the stream would send the last chunk and make half a body look whole.
   */
  private static void echo(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    exchange.sendResponseHeaders(200, 0);
    InputStream in = exchange.getRequestBody();
    OutputStream out = exchange.getResponseBody();
    byte[] buffer = new byte[8192];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      out.write(buffer, 0, read);
      out.flush();
    }
    exchange.close();
  }

  private static void describe(HttpExchange exchange) throws IOException {
    long bodyLength = exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
    byte[] json = ReceivedRequest.of(exchange, bodyLength).json().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(json.length));
      exchange.sendResponseHeaders(200, -1);
    } else {
      exchange.sendResponseHeaders(200, json.length);
      exchange.getResponseBody().write(json);
    }
    exchange.close();
  }
}
