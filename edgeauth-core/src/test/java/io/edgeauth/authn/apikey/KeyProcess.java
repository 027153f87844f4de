package io.edgeauth.authn.apikey;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link KeyWriter} in a process of its own, whose lines a thread collects. */
final class KeyProcess implements AutoCloseable {

  private final Process process;
  private final Thread reader;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private KeyProcess(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    reader = new Thread(this::read, "reads of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  static KeyProcess start(String what, Path file, long seed) throws IOException {
    return new KeyProcess(java(what, file, seed));
  }

  /** One whose files hold no more than some blocks of the shell's. */
  static KeyProcess startOnFullDisk(String what, Path file, int blocks) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", "ulimit -f " + blocks + " && exec \"$@\"", "sh"));
    command.addAll(java(what, file, 0));
    return new KeyProcess(command);
  }

  /**
   * One whose system calls are written to a file. The tracer is no parent of it ({@code -D}), ends
   * with it, and shows no more than eight characters of what is written.
   */
  static KeyProcess startTraced(String what, Path file, Path trace) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("strace", "-D", "-f", "-y", "-s", "8"));
    command.addAll(List.of("-e", "trace=/^(fsync|rename.*|write)$", "-o", trace.toString()));
    command.addAll(java(what, file, 0));
    return new KeyProcess(command);
  }

  private static List<String> java(String what, Path file, long seed) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx64m",
        "-Xshare:auto",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", // it lives for a second
        "-XX:-UsePerfData",
        "-cp",
        System.getProperty("java.class.path"),
        KeyWriter.class.getName(),
        what,
        file.toString(),
        String.valueOf(seed));
  }

  /** A line without its end was cut by the kill, and has not been said. */
  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (c != '\n') {
          line.append((char) c);
        } else {
          keep(line.toString());
          line.setLength(0);
        }
      }
    } catch (IOException e) {
      lines.add("unreadable " + e.getMessage());
    }
  }

  /** A log may speak in between. */
  private void keep(String line) {
    if (line.startsWith(KeyWriter.SAYS)) {
      lines.add(line.substring(KeyWriter.SAYS.length()));
    }
  }

  /** Waits for the next line. */
  String line() throws InterruptedException {
    String line = lines.poll(60, TimeUnit.SECONDS);
    if (line == null) {
      throw new IllegalStateException("it says nothing");
    }
    return line;
  }

  /** Asks for one more change, and waits for what became of it. */
  String ask() throws Exception {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return line();
  }

  /** Sends SIGKILL. */
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly(); // Process.destroyForcibly() would close its output, too
    process.waitFor();
    reader.join();
  }

  /** All lines that have come and were not taken. */
  List<String> rest() {
    List<String> rest = new ArrayList<>();
    lines.drainTo(rest);
    return rest;
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }
}
