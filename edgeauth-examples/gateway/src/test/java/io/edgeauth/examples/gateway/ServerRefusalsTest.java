package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused for its size or its method, in the form of every other refusal. */
final class ServerRefusalsTest {

  @TempDir private Path directory;
  private Surroundings around;
  private Gateway gateway;

  @BeforeEach
  void start() throws IOException {
    around = new Surroundings(directory);
    gateway = Gateway.start(around.file());
  }

  @AfterEach
  void stop() {
    gateway.close();
    around.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE"})
  void request_headersOver32Kilobytes_refused(String method) throws Exception {
    String answer =
        RawConnection.exchange(
            gateway.uri(),
            method + " /public/a HTTP/1.1",
            "Host: a.example",
            "X-Large: " + "x".repeat(33 * 1024));

    assertThat(answer)
        .startsWith("HTTP/1.1 431 ")
        .contains("\r\nContent-Type: application/problem+json\r\n")
        .contains("\r\nCache-Control: no-store\r\n")
        .contains("\r\nX-Content-Type-Options: nosniff\r\n")
        .contains("\"title\":\"Request Header Fields Too Large\"")
        .doesNotContainIgnoringCase("jetty");
  }

  @Test
  void request_lineOver32Kilobytes_refused() throws Exception {
    assertThat(
            RawConnection.exchange(
                gateway.uri(),
                "GET /public/" + "x".repeat(33 * 1024) + " HTTP/1.1",
                "Host: a.example"))
        .startsWith("HTTP/1.1 414 ")
        .contains("application/problem+json")
        .doesNotContainIgnoringCase("jetty");
  }

  @Test
  void request_connect_refusedUnseen() throws Exception {
    try (RawConnection connection = RawConnection.to(gateway.uri())) {
      connection.send("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n");

      assertThat(connection.readUntil("\r\n\r\n"))
          .startsWith("HTTP/1.1 405 ")
          .contains("application/problem+json")
          .doesNotContainIgnoringCase("jetty");
    }
    assertThat(around.backend().hits()).isZero();
  }
}
