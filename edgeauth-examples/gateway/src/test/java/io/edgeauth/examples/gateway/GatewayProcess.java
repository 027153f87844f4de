package io.edgeauth.examples.gateway;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The jar of this build, run as a person runs it. */
final class GatewayProcess implements AutoCloseable {

  private static final String LISTENING = "edgeauth: listening on ";
  private static final String MANAGING = "edgeauth: management on ";

  private final Process process;
  private final BufferedReader out;
  private final CompletableFuture<String> err;

  private GatewayProcess(Process process) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.err =
        Background.supply(
            () -> {
              try {
                return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  static GatewayProcess run(String... arguments) throws IOException {
    return new GatewayProcess(new ProcessBuilder(command(List.of(arguments))).start());
  }

  /** One whose standard output is a file. */
  static GatewayProcess runInto(File out, List<String> arguments) throws IOException {
    return new GatewayProcess(new ProcessBuilder(command(arguments)).redirectOutput(out).start());
  }

  private static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx48m");
    command.add("-jar");
    command.add(System.getProperty("gateway.jar"));
    command.addAll(arguments);
    return command;
  }

  static GatewayProcess serve(Path configuration) throws IOException {
    return run("serve", "--config", configuration.toString());
  }

  /** Waits for the line that says that it listens. */
  URI listening() throws IOException {
    return told(LISTENING);
  }

  /** Waits for the next line, which says where it is managed. */
  URI managing() throws IOException {
    return told(MANAGING);
  }

  private URI told(String begin) throws IOException {
    String line = out.readLine();
    if (line == null || !line.startsWith(begin)) {
      throw new IOException("instead of " + begin + ": " + line + "\n" + err.join());
    }
    return URI.create(line.substring(begin.length()));
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.toHandle().destroy(); // Process.destroy() would close its output, too
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("it runs on");
    }
    return process.exitValue();
  }

  /** What is left on standard output, when it has ended. */
  String output() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  /** All of standard error, when it has ended. */
  String errors() {
    return err.join();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
