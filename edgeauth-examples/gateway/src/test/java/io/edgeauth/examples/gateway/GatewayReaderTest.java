package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.config.Problem;
import io.edgeauth.config.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the root {@code gateway} may say. */
final class GatewayReaderTest {

  @TempDir private Path directory;
  private Surroundings around;

  @BeforeEach
  void start() throws IOException {
    around = new Surroundings(directory);
  }

  @AfterEach
  void stop() {
    around.close();
  }

  private List<String> problems(String more) throws IOException {
    around.configure(more);
    Problems problems = new Problems();
    var unused = LiveSettings.read(around.file(), true, problems);
    return problems.list().stream().map(GatewayReaderTest::told).toList();
  }

  private static String told(Problem problem) {
    return problem.keyPath() + ": " + problem.message();
  }

  @Test
  void read_leastConfiguration_noProblem() throws Exception {
    assertThat(problems("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{path: /verify}", "{path: }", "{pth: /verify}", "/verify", ""})
  void read_forwardAuth_refusedWhateverItHolds(String value) throws Exception {
    assertThat(problems("forward-auth: " + value))
        .containsExactly(
            "gateway.forward-auth: not supported by this version: let the gateway pass requests on"
                + " itself");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{port: 9}", "{host: 127.0.0.1}", "{prot: 9}", "9", ""})
  void read_management_refusedWhateverItHolds(String value) throws Exception {
    assertThat(problems("management: " + value))
        .containsExactly(
            "gateway.management: not supported by this version: the log tells what happens");
  }

  @ParameterizedTest
  @ValueSource(strings = {"want", "need", "optional"})
  void read_clientAuth_refusedWithWhatWasFound(String mode) throws Exception {
    TestCertificate.of("EC", directory)
        .write(directory.resolve("gateway.pem"), directory.resolve("gateway.key"));

    assertThat(problems(tls(mode)))
        .singleElement()
        .asString()
        .startsWith("gateway.tls.client-auth: " + mode + " ")
        .endsWith("(expected: none)");
    assertThat(problems(tls("none"))).isEmpty();
  }

  private static String tls(String clientAuth) {
    return "tls: {certificate: gateway.pem, key: gateway.key, client-auth: " + clientAuth + "}";
  }
}
