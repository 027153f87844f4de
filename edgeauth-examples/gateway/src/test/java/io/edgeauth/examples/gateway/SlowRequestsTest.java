package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** D01: clients that take their time hold a connection, and nothing that others need. */
@Timeout(120)
final class SlowRequestsTest {

  /** More than the server has threads. */
  private static final int SLOW = 300;

  @TempDir private Path directory;
  private final List<RawConnection> slow = new ArrayList<>();
  private Proxied proxied;

  @BeforeEach
  void start() throws IOException {
    proxied = Proxied.start(directory);
  }

  @AfterEach
  void stop() throws IOException {
    for (RawConnection connection : slow) {
      connection.close();
    }
    proxied.close();
  }

  private void begin(String bytes) throws IOException {
    for (int i = 0; i < SLOW; i++) {
      RawConnection connection = RawConnection.to(proxied.uri());
      slow.add(connection);
      connection.send(bytes);
    }
  }

  /** Threads that are in the middle of a request, whatever they wait for there. */
  private static long threadsHeld() {
    return Thread.getAllStackTraces().values().stream()
        .filter(
            stack ->
                Arrays.stream(stack)
                    .anyMatch(frame -> frame.getClassName().startsWith("org.eclipse.jetty.ee10.")))
        .count();
  }

  private void assertOthersAreServed() throws IOException {
    for (int i = 0; i < 20; i++) {
      long began = System.nanoTime();
      assertThat(proxied.get("/a", proxied.bearer())).startsWith("HTTP/1.1 200 ");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> threadsHeld() == 0);
  }

  @Test
  void headers_neverEnding_holdNoThread() throws Exception {
    begin("GET /a HTTP/1.1\r\nHost: api.example\r\nX-Slow: ");

    assertOthersAreServed();
    assertThat(proxied.upstream().connections()).isEqualTo(20);
  }

  /** Accepted ones: their beginning is at the upstream, and no thread waits for the rest. */
  @Test
  void body_neverEnding_holdsNoThread() throws Exception {
    begin(
        "POST /a HTTP/1.1\r\nHost: api.example\r\n"
            + proxied.bearer()
            + "\r\nContent-Length: 1000\r\n\r\nabc");

    assertOthersAreServed();
  }

  /** The filter decides by the head: nobody waits for a body to be refused. */
  @Test
  void body_endlessBehindRefusedHead_refusedAtOnceAndCut() throws Exception {
    for (String framing : List.of("Content-Length: 9999999999", "Transfer-Encoding: chunked")) {
      try (RawConnection connection = RawConnection.to(proxied.uri())) {
        connection.send("POST /a HTTP/1.1\r\nHost: api.example\r\n" + framing + "\r\n\r\n");
        long began = System.nanoTime();
        assertThat(connection.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 401 ");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));

        var upload = Background.supply(() -> sendUntilCut(connection));
        assertThat(upload.get(30, TimeUnit.SECONDS)).isTrue();
      }
    }
    assertThat(proxied.upstream().connections()).isZero();
  }

  private static boolean sendUntilCut(RawConnection connection) {
    byte[] chunk = ("1000\r\n" + "x".repeat(4096) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    try {
      for (int i = 0; i < 100_000; i++) {
        connection.send(chunk);
      }
      return false;
    } catch (SocketException e) {
      return true;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The positive twin: slow, and whole in the end. */
  @Test
  void request_slowButWhole_served() throws Exception {
    try (RawConnection connection = RawConnection.to(proxied.uri())) {
      String request =
          "POST /a HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n"
              + proxied.bearer()
              + "\r\nContent-Length: 5\r\n\r\nhello";
      for (int i = 0; i < request.length(); i += 40) {
        connection.send(request.substring(i, Math.min(request.length(), i + 40)));
      }

      assertThat(connection.readAll()).startsWith("HTTP/1.1 200 ");
      assertThat(proxied.upstream().last().body()).isEqualTo("hello");
    }
  }

  /** What frees the connection is the server's limit on silence. */
  @Test
  void request_silentInTheMiddle_cutAfterTheLimit() throws Exception {
    proxied.close();
    proxied =
        Proxied.start(
            directory,
            text -> text,
            new UpstreamTimeouts(
                Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofMillis(500)));
    for (String begun :
        List.of(
            "GET /a HTTP/1.1\r\nHost: api.example\r\nX-Slow: ",
            "POST /a HTTP/1.1\r\nHost: api.example\r\n"
                + proxied.bearer()
                + "\r\nContent-Length: 1000\r\n\r\nabc")) {
      try (RawConnection connection = RawConnection.to(proxied.uri())) {
        connection.send(begun);
        long began = System.nanoTime();

        assertThat(connection.readAll()).doesNotContain("HTTP/1.1 200 ");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .isBetween(Duration.ofMillis(400), Duration.ofSeconds(20));
      }
    }
    assertThat(proxied.upstream().requests()).isEmpty();
    assertThat(proxied.get("/a", proxied.bearer())).startsWith("HTTP/1.1 200 ");
  }
}
