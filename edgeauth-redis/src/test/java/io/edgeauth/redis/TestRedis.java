package io.edgeauth.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/** A real Redis in a process of its own, which a test can kill, stop and start again. */
final class TestRedis implements AutoCloseable {

  private static final Path EMBEDDED = unpacked();

  private final Path binary;
  private final int port;
  private final List<String> arguments;
  private Process process;

  private TestRedis(Path binary, int port, List<String> arguments) {
    this.binary = binary;
    this.port = port;
    this.arguments = arguments;
  }

  private static Path unpacked() {
    try {
      File file = ExecutableProvider.newJarResourceProvider().get();
      return file.toPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one that Maven brings. */
  static Path embedded() {
    return EMBEDDED;
  }

  /** The machine's own, or null. */
  static Path installed() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  static TestRedis start(String... arguments) {
    return start(EMBEDDED, arguments);
  }

  static TestRedis start(Path binary, String... arguments) {
    TestRedis redis = new TestRedis(binary, TestPorts.free(), List.of(arguments));
    redis.startAgain();
    return redis;
  }

  /** Starts it on the port that it had, and waits until it answers. */
  void startAgain() {
    List<String> command = new ArrayList<>(List.of(binary.toString(), "--bind", "127.0.0.1"));
    command.addAll(List.of("--port", String.valueOf(port), "--save", "", "--appendonly", "no"));
    command.addAll(arguments);
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::answers);
    } catch (RuntimeException e) {
      kill(); // nobody else will
      throw e;
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(5);
      String said = new String(answer, StandardCharsets.US_ASCII);
      return said.equals("+PONG") || said.equals("-NOAU"); // or it wants a password
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the process: its connections stay, and nobody answers. */
  void pause() {
    signal("-STOP");
  }

  void goOn() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      Process kill = new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start();
      if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IllegalStateException("kill " + signal + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A connection of the test's own. */
  Admin admin() {
    return Admin.to(RedisURI.create(uri()));
  }

  record Admin(RedisClient client, StatefulRedisConnection<String, String> connection)
      implements AutoCloseable {

    static Admin to(RedisURI uri) {
      RedisClient client = RedisClient.create(uri);
      try {
        return new Admin(client, client.connect());
      } catch (RedisException e) {
        client.shutdown(0, 2, TimeUnit.SECONDS);
        throw e;
      }
    }

    RedisCommands<String, String> commands() {
      return connection.sync();
    }

    /** By a script: the method of that name is another in each generation of Lettuce. */
    List<String> keys(String pattern) {
      return commands()
          .eval("return redis.call('keys', ARGV[1])", ScriptOutputType.MULTI, none(), pattern);
    }

    private static String[] none() {
      return new String[0];
    }

    /** How often a command was called. */
    long calls(String command) {
      String stats = commands().info("commandstats");
      return stats
          .lines()
          .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
          .map(line -> line.substring(line.indexOf('=') + 1, line.indexOf(',')))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElse(0);
    }

    @Override
    public void close() {
      client.shutdown(0, 2, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
