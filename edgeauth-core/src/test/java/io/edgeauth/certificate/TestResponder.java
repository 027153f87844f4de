package io.edgeauth.certificate;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of revocations on the loopback, which says what the test lets it say. */
final class TestResponder implements AutoCloseable {

  /** What is said to the bytes that were sent; nothing is status 500. */
  @FunctionalInterface
  interface Answer {
    byte[] to(byte[] request) throws Exception;
  }

  static final Answer OUT = request -> new byte[0];

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile Answer answer = OUT;

  TestResponder() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          calls.incrementAndGet();
          byte[] body;
          try {
            body = answer.to(exchange.getRequestBody().readAllBytes());
          } catch (Exception e) {
            throw new IOException(e);
          }
          exchange.sendResponseHeaders(body.length == 0 ? 500 : 200, body.length == 0 ? -1 : 0);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  void says(Answer what) {
    answer = what;
  }

  int calls() {
    return calls.get();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
