package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.config.Problem;
import io.edgeauth.config.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  private @Nullable ListenAddress management(String value) throws IOException {
    around.configure("management: " + value);
    LiveSettings live = LiveSettings.read(around.file(), true, new Problems());
    return live == null ? null : live.now().gateway().management();
  }

  @Test
  void read_managementWithPort_isThere() throws Exception {
    assertThat(management("{port: 0}")).isEqualTo(new ListenAddress("127.0.0.1", 0));
    assertThat(management("{host: '::1', port: 9}")).isEqualTo(new ListenAddress("::1", 9));
  }

  /** Without a port there is none, whatever else is said. */
  @ParameterizedTest
  @ValueSource(strings = {"{}", "{host: 0.0.0.0}"})
  void read_managementWithoutPort_isNotThere(String value) throws Exception {
    assertThat(management(value)).isNull();
    assertThat(problems("management: " + value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{prot: 9};gateway.management.prot: unknown key",
        "{port: 65536};gateway.management.port: ",
        "{port: here};gateway.management.port: ",
        "9;gateway.management.9: unknown key"
      })
  void read_managementWrong_problem(String value, String problem) throws Exception {
    assertThat(problems("management: " + value)).singleElement().asString().startsWith(problem);
  }

  @Test
  void read_managementAtThePortOfListen_problem() throws Exception {
    around.write(
        "upstreams: [{path: /**, url: \"http://127.0.0.1:1\"}]\nmanagement: {port: 4711}\n");
    Files.writeString(
        around.file(),
        Files.readString(around.file()).replace("listen: {port: 0}", "listen: {port: 4711}"));
    Problems problems = new Problems();
    var unused = LiveSettings.read(around.file(), true, problems);
    assertThat(problems.list())
        .singleElement()
        .extracting(GatewayReaderTest::told)
        .isEqualTo("gateway.management.port: 4711 (expected: another than listen.port)");
  }

  @Test
  void read_clientAuth_ofThoseThereAreAndWithAnAuthenticatorForIt() throws Exception {
    TestCertificate.of("EC", directory)
        .write(directory.resolve("gateway.pem"), directory.resolve("gateway.key"));

    assertThat(problems(tls("none"))).isEmpty();
    assertThat(problems(tls("optional")))
        .containsExactly("gateway.tls.client-auth: optional (expected: none, want, need)");
    for (String mode : List.of("want", "need")) {
      assertThat(problems(tls(mode)))
          .singleElement()
          .asString()
          .startsWith("gateway.tls.client-auth: there is no authenticator")
          .endsWith("(expected: none, or an authenticator mtls with a trust-store)");
    }
  }

  private static String tls(String clientAuth) {
    return "tls: {certificate: gateway.pem, key: gateway.key, client-auth: " + clientAuth + "}";
  }
}
