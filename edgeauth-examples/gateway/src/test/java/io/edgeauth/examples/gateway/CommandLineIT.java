package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other commands of the packaged jar: their streams and exit codes. */
final class CommandLineIT {

  @TempDir private Path directory;

  @Test
  void commands_ofPackagedJar_exitAsTheySay() throws Exception {
    try (Surroundings around = new Surroundings(directory)) {
      String file = around.file().toString();

      expect(0, "check", "--config", file);
      expect(2, "check", "--config", file + ".no");
      expect(0, "explain", "--config", file, "--method", "GET", "--path", "/public/a");
      expect(1, "explain", "--config", file, "--method", "GET", "--path", "/orders");
      expect(2, "explain", "--config", file);
      expect(2);
    }
  }

  private static void expect(int exitCode, String... arguments) throws Exception {
    try (GatewayProcess run = GatewayProcess.run(arguments)) {
      assertThat(run.exitCode()).isEqualTo(exitCode);
      boolean quiet = exitCode == 2;
      assertThat(run.output().isEmpty()).isEqualTo(quiet);
      assertThat(run.errors().isEmpty()).isNotEqualTo(quiet);
      assertThat(run.errors()).doesNotContain("\tat ");
    }
  }

  @Test
  void version_ofPackagedJar_isTheManifests() throws Exception {
    try (GatewayProcess run = GatewayProcess.run("--version")) {
      assertThat(run.exitCode()).isZero();
      assertThat(run.output()).matches("edgeauth-gateway \\d+\\.\\d+\\.\\d+.*\n");
    }
  }
}
