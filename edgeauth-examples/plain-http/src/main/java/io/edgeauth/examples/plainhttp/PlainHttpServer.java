package io.edgeauth.examples.plainhttp;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on 127.0.0.1 with one context, and a filter before its handler. */
final class PlainHttpServer implements AutoCloseable {

  private static final int MAX_THREADS = 64;

  static {
    // Header and body leave in two writes; with Nagle's algorithm each answer would wait 40 ms for
    // an acknowledgement.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads;

  private PlainHttpServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts a server.
   *
   * @param port where to listen, 0 for any free port
   * @param contextPath {@code /}, or where the application is to be
   * @throws IOException if the port cannot be bound
   */
  static PlainHttpServer start(int port, String contextPath, Filter filter, HttpHandler application)
      throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
    ExecutorService threads =
        Executors.newFixedThreadPool(MAX_THREADS, task -> new Thread(task, "plain-http"));
    server.setExecutor(threads);
    server.createContext(contextPath, application).getFilters().add(filter);
    server.start();
    return new PlainHttpServer(server, threads);
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
