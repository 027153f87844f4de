package io.edgeauth.examples.gateway.keycloak;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Keycloak as its distribution brings it, in processes of its own on a free port of loopback. It
 * can be stopped and started again: address, realms and keys stay.
 */
final class KeycloakServer implements AutoCloseable {

  /** The first start of a distribution builds it, which takes most of a minute on two cores. */
  private static final Duration START = Duration.ofMinutes(5);

  private static final Duration STOP = Duration.ofSeconds(30);
  private static final int QUOTED_LINES = 40;

  private final String administrator = "admin-" + Realm.random();
  private final String password = Realm.random();
  private final Path home;
  private final Path output;
  private final int port = freePort();
  private final KeycloakHttp http = new KeycloakHttp(uri());
  private final List<Realm> realms;
  private final Thread atExit = new Thread(this::stop);
  private volatile ProcessHandle process;

  private KeycloakServer(Path home, List<Realm> realms) {
    this.home = home;
    this.output = home.resolveSibling("keycloak.log");
    this.realms = realms;
  }

  /** Starts the unpacked distribution with these realms; returns when they can be used. */
  static KeycloakServer start(Realm... realms) {
    String home = System.getProperty("keycloak.home");
    if (home == null) {
      throw new IllegalStateException("no keycloak.home: run mvn verify -Pkeycloak");
    }
    KeycloakServer server = new KeycloakServer(Path.of(home), List.of(realms));
    try {
      server.prepare();
      Runtime.getRuntime().addShutdownHook(server.atExit); // for runs that are broken off
      server.launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return server;
  }

  /** Another may take the port before Keycloak does; that run then fails and says so. */
  private static int freePort() {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A run must not find the database of the run before, which has other secrets. */
  private void prepare() throws IOException {
    Files.deleteIfExists(output);
    Path data = home.resolve("data");
    if (Files.exists(data)) {
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Path imports = Files.createDirectories(data.resolve("import"));
    for (Realm realm : realms) {
      Files.writeString(imports.resolve(realm.name() + "-realm.json"), realm.json());
    }
  }

  /** Starts it as it was when it was stopped; does nothing where it runs. */
  void startAgain() throws IOException {
    if (!process.isAlive()) {
      launch();
    }
  }

  private void launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            home.resolve("bin").resolve("kc.sh").toString(),
            "start-dev",
            "--import-realm",
            "--http-host=127.0.0.1",
            "--http-port=" + port);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(KeycloakServer::steersKeycloak);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", administrator);
    environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", password);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    process = builder.start().toHandle();
    try {
      await("Keycloak to answer")
          .atMost(START)
          .pollInterval(Duration.ofMillis(200))
          .failFast("Keycloak has ended", () -> !process.isAlive())
          .until(() -> realms.stream().allMatch(this::isServed));
    } catch (RuntimeException e) {
      stop();
      throw new IllegalStateException("Keycloak did not start. " + lastOutput(), e);
    }
  }

  private static boolean steersKeycloak(String variable) {
    return variable.startsWith("KC_")
        || variable.startsWith("KEYCLOAK_")
        || variable.startsWith("QUARKUS_")
        || variable.startsWith("DEBUG")
        || variable.equals("JAVA")
        || variable.startsWith("JAVA_OPTS")
        || variable.startsWith("JAVA_ADD")
        || variable.equals("JAVA_LOCALE");
  }

  private boolean isServed(Realm realm) {
    return http.answers("/realms/" + realm.name() + "/.well-known/openid-configuration");
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  String issuer(Realm realm) {
    return uri() + "/realms/" + realm.name();
  }

  TokenEndpoint tokens(Realm realm) {
    return new TokenEndpoint(http, realm);
  }

  KeyAdministration keys(Realm realm) {
    return new KeyAdministration(
        http,
        realm,
        Map.of(
            "grant_type",
            "password",
            "client_id",
            "admin-cli",
            "username",
            administrator,
            "password",
            password));
  }

  /** The last lines that Keycloak wrote, and where the others are. */
  String lastOutput() {
    try {
      List<String> lines = Files.exists(output) ? Files.readAllLines(output) : List.of();
      return "Keycloak's last lines (%s):%n%s"
          .formatted(
              output,
              String.join(
                  "\n", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size())));
    } catch (IOException e) {
      return "Keycloak's output cannot be read: " + e;
    }
  }

  /**
   * Ends Keycloak with all its processes: {@code kc.sh} is a shell that starts Java as its child.
   */
  void stop() {
    if (process == null) {
      return;
    }
    List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process)).toList();
    all.forEach(ProcessHandle::destroy);
    all.forEach(KeycloakServer::awaitEnd);
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
      process.onExit().join();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
