package io.edgeauth.examples.plainhttp;

import com.sun.net.httpserver.HttpExchange;
import io.edgeauth.EdgeAuth;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.identity.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs an application that greets its callers. */
final class Main {

  private static final String USAGE = "usage: java -jar edgeauth-plain-http.jar FILE [PORT]";

  private Main() {}

  /**
   * Serves until it is told to end.
   *
   * @param arguments the configuration's file, and a port, by default 8080
   * @throws InterruptedException if the process is told to end
   */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length < 1 || arguments.length > 2) {
      System.err.println(USAGE);
      System.exit(2);
    }
    try {
      int port = arguments.length == 1 ? 8080 : Integer.parseInt(arguments[1]);
      serve(Path.of(arguments[0]), port);
    } catch (ConfigurationException | IOException | NumberFormatException e) {
      System.err.println("edgeauth-plain-http: " + e.getMessage());
      System.exit(2);
    }
  }

  private static void serve(Path configuration, int port) throws IOException, InterruptedException {
    EdgeAuth edge = EdgeAuth.from(configuration);
    PlainHttpServer server =
        PlainHttpServer.start(port, "/", EdgeAuthHttpFilter.of(edge), Main::greet);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  edge.close();
                }));
    System.out.println("serving http://127.0.0.1:" + server.port());
    new CountDownLatch(1).await();
  }

  /** The application. It knows callers by EdgeAuth's word alone. */
  static void greet(HttpExchange exchange) throws IOException {
    Identity caller = EdgeAuthHttpFilter.identity(exchange);
    String name = caller.isAnonymous() ? "stranger" : String.valueOf(caller.subject());
    byte[] greeting = ("Hello, " + name + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain;charset=utf-8");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(200, head ? -1 : greeting.length);
    if (!head) {
      exchange.getResponseBody().write(greeting);
    }
    exchange.close();
  }
}
