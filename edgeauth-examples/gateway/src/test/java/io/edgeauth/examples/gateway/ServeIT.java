package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code serve} of the packaged jar. */
final class ServeIT {

  private static final int MEGABYTES = 64;

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

  @Test
  void serve_rightConfiguration_listensServesAndEndsWithZero() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.serve(around.file())) {
      URI uri = gateway.listening();

      assertThat(
              RawConnection.exchange(
                  uri,
                  "GET /orders HTTP/1.1",
                  "Host: a.example",
                  "Connection: close",
                  around.bearer()))
          .startsWith("HTTP/1.1 200 ")
          .contains("\"x-user-id\":[\"alice\"]");
      gateway.terminate();
      assertThat(gateway.exitCode()).isZero();
      assertThat(gateway.output()).isEmpty();
    }
  }

  /** A second line, after the one that says where the gateway listens. */
  @Test
  void serve_managementPort_isToldServesAndEnds() throws Exception {
    around.configure("management: {port: 0}");
    try (GatewayProcess gateway = GatewayProcess.serve(around.file())) {
      URI main = gateway.listening();
      URI management = gateway.managing();

      assertThat(management.getScheme()).isEqualTo("http");
      assertThat(management).isNotEqualTo(main);
      assertThat(
              RawConnection.exchange(
                  management,
                  "GET /api-keys/openapi.json HTTP/1.1",
                  "Host: a.example",
                  "Connection: close",
                  around.bearer()))
          .startsWith("HTTP/1.1 200 ")
          .contains("\"openapi\": \"3.1.0\"");
      gateway.terminate();
      assertThat(gateway.exitCode()).isZero();
      assertThat(gateway.errors()).doesNotContain("loosened");
    }
  }

  /** The one jar holds the provider with its native library, and no JDK warns of it. */
  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void serve_ofPackagedJar_signaturesVerifiedByTheFasterProvider() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.serve(around.file())) {
      URI uri = gateway.listening();
      String good =
          RawConnection.exchange(
              uri, "GET /orders HTTP/1.1", "Host: a.example", "Connection: close", around.bearer());
      gateway.terminate();
      assertThat(gateway.exitCode()).isZero();

      assertThat(good).startsWith("HTTP/1.1 200 ");
      assertThat(gateway.errors())
          .contains("; signatures are verified by AmazonCorrettoCryptoProvider ")
          .doesNotContain("WARNING");
    }
  }

  @Test
  void serve_wrongInBothRoots_tellsAllAndExitsWithTwo() throws Exception {
    Path file = directory.resolve("wrong.yaml");
    Files.writeString(
        file,
        """
        edgeauth:
          authenticators: {user: {jwt: {issuer: "http://127.0.0.1:1", audience: api}}}
          routes: [{path: /a, authenticate: usr}]
        gateway:
          listen: {prot: 1}
          tls: {certificate: no.pem, key: no.key, client-auth: need}
          upstreams: [{path: "/a*b", url: "ftp://x"}]
          forward-auth: {path: /verify}
          management: {prot: 9}
          drain: 3 weeks
        """);
    try (GatewayProcess gateway = GatewayProcess.serve(file)) {
      assertThat(gateway.exitCode()).isEqualTo(2);
      assertThat(gateway.output()).isEmpty();
      assertThat(gateway.errors().lines()).hasSize(9);
      assertThat(gateway.errors().lines())
          .anyMatch(line -> line.startsWith(file + ":3: edgeauth.routes[0].authenticate: "))
          .anyMatch(line -> line.startsWith(file + ":5: gateway.listen.prot: unknown key"))
          .anyMatch(line -> line.startsWith(file + ":6: gateway.tls.certificate: "))
          .anyMatch(
              line ->
                  line.startsWith(file + ":6: gateway.tls.client-auth: there is no authenticator"))
          .anyMatch(line -> line.startsWith(file + ":7: gateway.upstreams[0].path: "))
          .anyMatch(line -> line.startsWith(file + ":7: gateway.upstreams[0].url: "))
          .anyMatch(line -> line.startsWith(file + ":8: gateway.forward-auth: not supported"))
          .anyMatch(line -> line.startsWith(file + ":9: gateway.management.prot: unknown key"))
          .anyMatch(line -> line.startsWith(file + ":10: gateway.drain: "));
    }
  }

  @Test
  void serve_portTaken_saysSoWithoutStackTrace() throws Exception {
    try (RawUpstream taken = RawUpstream.start()) {
      String port = "port: " + URI.create(taken.origin()).getPort();
      Files.writeString(around.file(), Files.readString(around.file()).replace("port: 0", port));
      try (GatewayProcess gateway = GatewayProcess.serve(around.file())) {
        assertThat(gateway.exitCode()).isEqualTo(1);
        assertThat(gateway.errors())
            .contains("edgeauth: cannot listen on 127.0.0.1:")
            .doesNotContain("\tat ");
      }
    }
  }

  @Test
  void terminate_requestUnderWay_isAnsweredWhole() throws Exception {
    try (RawUpstream upstream = RawUpstream.start()) {
      around.write("upstreams: [{path: /**, url: \"" + upstream.origin() + "\"}]\ndrain: 30s\n");
      try (GatewayProcess gateway = GatewayProcess.serve(around.file());
          RawConnection client = RawConnection.to(gateway.listening())) {
        client.send("GET /public/a HTTP/1.1\r\nHost: a.example\r\n\r\n");
        try (Socket held = upstream.accept()) {
          assertThat(RawUpstream.head(held)).startsWith("GET /public/a ");
          gateway.terminate();
          await().atMost(Duration.ofSeconds(30)).until(() -> refusesConnections(client.server()));
          held.getOutputStream().write(RawUpstream.OK.getBytes(StandardCharsets.US_ASCII));

          assertThat(client.readAll()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nok");
          assertThat(gateway.exitCode()).isZero();
        }
      }
    }
  }

  private static boolean refusesConnections(URI server) throws IOException {
    try {
      RawConnection.to(server).close();
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  @Test
  void echo_64MegabytesThroughSmallHeap_streamsBothWays() throws Exception {
    byte[] block = new byte[1024 * 1024];
    new java.util.Random(7).nextBytes(block);
    try (GatewayProcess gateway = GatewayProcess.serve(around.file());
        RawConnection client = RawConnection.to(gateway.listening())) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: a.example\r\nContent-Length: "
              + (5 + MEGABYTES * block.length)
              + "\r\n\r\nfirst");
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
      assertThat(client.readUntil("first")).endsWith("first"); // while the rest has not been sent

      CompletableFuture<Void> sent =
          Background.run(
              () -> {
                try {
                  for (int i = 0; i < MEGABYTES; i++) {
                    client.send(block);
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      InputStream echoed = new Chunks(client.in());
      for (int i = 0; i < MEGABYTES; i++) {
        assertThat(echoed.readNBytes(block.length)).as("megabyte %d", i).isEqualTo(block);
      }
      assertThat(echoed.read()).isEqualTo(-1);
      sent.join();
    }
  }
}
