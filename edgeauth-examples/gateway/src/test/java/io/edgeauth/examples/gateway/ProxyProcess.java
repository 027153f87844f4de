package io.edgeauth.examples.gateway;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A proxy of the machine's own, in a process and a directory of its own, on a free port of
 * loopback.
 */
final class ProxyProcess implements AutoCloseable {

  /** Below the ports that systems give to connections, which could take one in between. */
  private static final int FIRST_PORT = 10_000;

  private static final int LAST_PORT = 32_767;
  private static final int ATTEMPTS = 3;

  private final Process process;
  private final int port;

  private ProxyProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** A program on the PATH, or where systems keep what root runs; null where there is none. */
  static @Nullable Path installed(String program) {
    String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /**
   * Starts one, and waits until it takes connections.
   *
   * @param directory what it may write to
   * @param file where its configuration goes
   * @param configuration makes it, of a port
   */
  static ProxyProcess start(
      Path directory, Path file, List<String> command, IntFunction<String> configuration)
      throws IOException {
    String said = "";
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = freePort();
      Files.writeString(file, configuration.apply(port));
      Path output = directory.resolve("proxy.log");
      ProxyProcess started = new ProxyProcess(run(directory, command, output), port);
      try {
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> started.listens() || !started.process.isAlive());
      } catch (RuntimeException e) {
        started.close(); // nobody else will
        throw e;
      }
      if (started.process.isAlive()) {
        return started;
      }
      said = Files.readString(output); // perhaps somebody took the port
    }
    throw new IOException(command + ": " + said);
  }

  private static Process run(Path directory, List<String> command, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("XDG_DATA_HOME", directory.toString());
    builder.environment().put("XDG_CONFIG_HOME", directory.toString());
    return builder.start();
  }

  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // taken
      }
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return process.isAlive();
    } catch (IOException e) {
      return false;
    }
  }

  URI uri() {
    return URI.create("https://localhost:" + port);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
