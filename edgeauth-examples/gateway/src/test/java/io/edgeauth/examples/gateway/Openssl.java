package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The machine's OpenSSL.
 *
 * @param directory where it runs
 */
record Openssl(Path directory) {

  /** Counts a class as skipped where the machine has none. */
  static void assumeInstalled(Class<?> by) throws Exception {
    boolean installed = isInstalled();
    if (!installed) {
      System.out.println("SKIPPED 1 class: no openssl on the PATH, " + by.getSimpleName());
    }
    Assumptions.assumeTrue(installed, "no openssl on the PATH");
  }

  private static boolean isInstalled() throws Exception {
    try {
      return new Openssl(Path.of(".")).run("", "openssl", "version").startsWith("OpenSSL 3");
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs a program to its end, and gives what it has written. */
  String run(String input, String... command) throws Exception {
    Path written = Files.createTempFile("openssl", ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(written.toFile())
            .start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // It had read enough.
    }
    boolean ended = process.waitFor(30, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    String output = Files.readString(written, StandardCharsets.ISO_8859_1);
    Files.delete(written);
    assertThat(ended).as(output).isTrue();
    return output;
  }

  /**
   * Asks for {@code /machines/1} over a connection of its own, for the host {@code localhost}.
   *
   * @param trusted the file whose certificates the gateway's is to lead to
   * @return what was said of the handshake, and the answer
   */
  String ask(URI gateway, String trusted, List<String> options) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-ign_eof"));
    command.addAll(List.of("-connect", "127.0.0.1:" + gateway.getPort()));
    command.addAll(List.of("-servername", "localhost"));
    command.addAll(List.of("-CAfile", trusted, "-verify_return_error"));
    command.addAll(options);
    return run(
        "GET /machines/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        command.toArray(String[]::new));
  }
}
