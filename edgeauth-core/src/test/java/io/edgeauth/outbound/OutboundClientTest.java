package io.edgeauth.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.fixtures.RawServer;
import io.edgeauth.fixtures.RawServer.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds of every call out: K08 to K10, D06. */
@Timeout(30)
final class OutboundClientTest {

  private static final Duration CONNECT = Duration.ofMillis(300);
  private static final Duration TOTAL = Duration.ofMillis(600);
  private static final int MAX = 1_000;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final OutboundClient client = OutboundClient.open(OutboundSettings.DEFAULTS, timer);

  @AfterEach
  void end() {
    client.close();
    timer.shutdownNow();
  }

  private OutboundResponse get(URI uri) throws OutboundException {
    return client.get(new OutboundRequest(uri, "application/json", CONNECT, TOTAL, MAX));
  }

  private void assertCut(Answer answer, String message) {
    try (RawServer server = RawServer.start(answer)) {
      assertCut(server.uri(), message);
    }
  }

  private void assertCut(URI uri, String message) {
    long began = System.nanoTime();
    assertThatThrownBy(() -> get(uri))
        .isInstanceOf(OutboundException.class)
        .hasMessageStartingWith(uri.toString())
        .hasMessageContaining(message);
    // Twice the deadline and more is for a machine with other things to do.
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TOTAL.multipliedBy(4));
  }

  private static Answer trickle(String head, String drop) {
    return (out, ended) -> {
      out.write(head.getBytes(ISO_8859_1));
      do {
        out.write(drop.getBytes(ISO_8859_1));
        out.flush();
      } while (!ended.await(50, TimeUnit.MILLISECONDS));
    };
  }

  private static Answer flood(String head, String wave) {
    return (out, ended) -> {
      out.write(head.getBytes(ISO_8859_1));
      byte[] bytes = wave.repeat(100).getBytes(ISO_8859_1);
      while (ended.getCount() > 0) {
        out.write(bytes);
      }
    };
  }

  @Test
  void get_wholeAnswer_given() throws OutboundException {
    try (RawServer server =
        RawServer.start(
            RawServer.text(
                "HTTP/1.1 203 X\r\nCache-Control: max-age=1\r\nContent-Length: 2\r\n\r\n{}"))) {
      OutboundResponse response = get(server.uri());

      assertThat(response.status()).isEqualTo(203);
      assertThat(response.cacheControl()).isEqualTo("max-age=1");
      assertThat(response.body()).asString().isEqualTo("{}");
      assertThat(server.requests())
          .singleElement()
          .asString()
          .startsWith("GET /x HTTP/1.1\r\n")
          .contains("Accept: application/json\r\n")
          .doesNotContainIgnoringCase("Cookie")
          .doesNotContainIgnoringCase("Accept-Encoding")
          .doesNotContainIgnoringCase("User-Agent");
    }
  }

  /** K09: a deadline for each read would never pass. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nX-Slow: ",
        "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n"
      })
  void get_serverThatTrickles_endsAtTheDeadline(String head) {
    assertCut(trickle(head, head.isEmpty() ? "H" : "a"), "no whole answer within PT0.6S");
  }

  @Test
  void get_tricklingChunks_endAtTheDeadline() {
    assertCut(
        trickle("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n"),
        "no whole answer within PT0.6S");
    assertCut(trickle("HTTP/1.1 200 OK\r\n", "X-A: b\r\n"), "no whole answer within PT0.6S");
  }

  @Test
  void get_silentServer_endsAtTheDeadline() {
    assertCut((out, ended) -> ended.await(), "no whole answer");
  }

  /** K09: nobody accepts, and the backlog is full. */
  @Test
  void get_blackHole_endsAtTheConnectTimeout() throws IOException {
    List<Socket> fill = new ArrayList<>();
    try (ServerSocket hole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 8; i++) {
        Socket socket = new Socket();
        fill.add(socket);
        try {
          socket.connect(hole.getLocalSocketAddress(), 50);
        } catch (IOException e) {
          break; // full
        }
      }
      assertCut(URI.create("http://127.0.0.1:" + hole.getLocalPort() + "/"), "onnect");
    } finally {
      for (Socket socket : fill) {
        socket.close();
      }
    }
  }

  /** D06: the name of TLS, and nobody who speaks it. */
  @Test
  void get_tlsHandshakeThatHangs_endsInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertCut(URI.create("https://127.0.0.1:" + silent.getLocalPort() + "/"), "");
    }
  }

  /** K08. */
  @Test
  void get_bodyBeyondTheCap_cut() throws OutboundException {
    String head = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    assertCut(
        RawServer.text(head + "Content-Length: 1001\r\n\r\n" + "a".repeat(1_001)),
        "an answer of more than 1000 bytes");
    assertCut(flood(head + "\r\n", "a".repeat(100)), "an answer of more than 1000 bytes");
    assertCut(
        flood(head + "Transfer-Encoding: chunked\r\n\r\n", "5\r\naaaaa\r\n"),
        "an answer of more than 1000 bytes");
    try (RawServer server =
        RawServer.start(
            RawServer.text(head + "Content-Length: 1000\r\n\r\n" + "a".repeat(1_000)))) {
      assertThat(get(server.uri()).body()).hasSize(1_000);
    }
  }

  /** K08: a head has no length of its own, so it needs a bound too. */
  @Test
  void get_endlessHead_cut() {
    assertCut(flood("", "a"), "");
    assertCut(flood("HTTP/1.1 200 OK\r\nX-Long: ", "a"), "exceeded");
    assertCut(flood("HTTP/1.1 200 OK\r\n", "X-Many: a\r\n"), "exceeded");
    assertCut(flood("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=", "a"), "exceeded");
    assertCut(
        flood("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-Many: a\r\n"),
        "exceeded");
  }

  @Test
  void get_cutBody_isNoAnswer() {
    assertCut(RawServer.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}"), "");
    assertCut(
        RawServer.text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"), "");
    assertCut(RawServer.text(""), "");
    assertCut(RawServer.text("SSH-2.0-x\r\n"), "");
  }

  /**
   * K08: what came compressed is given as it came. The client turns the inflating of answers off,
   * so that it does not matter what a bomb would grow to, only that this one fits the bound packed
   * and would not fit it inflated: either a longer answer or a refusal would show inflating.
   */
  @Test
  void get_gzipBomb_notInflated() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      gzip.write(new byte[200_000]);
    }
    byte[] packed = bomb.toByteArray();
    assertThat(packed).hasSizeLessThan(MAX);
    try (RawServer server =
        RawServer.start(
            (out, ended) -> {
              String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ";
              out.write((head + packed.length + "\r\n\r\n").getBytes(ISO_8859_1));
              out.write(packed);
            })) {
      assertThat(get(server.uri()).body()).isEqualTo(packed);
    }
  }

  /** K10. */
  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void get_redirect_isAnAnswerLikeOthers(int status) throws OutboundException {
    try (RawServer target = RawServer.start(RawServer.text("HTTP/1.1 200 OK\r\n\r\n"));
        RawServer server =
            RawServer.start(
                RawServer.text(
                    "HTTP/1.1 %d X\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                        .formatted(status, target.uri())))) {
      assertThat(get(server.uri()).status()).isEqualTo(status);
      assertThat(target.requests()).isEmpty();
    }
  }

  @Test
  void get_cookieWasSet_neverSentBack() throws OutboundException {
    String answer =
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    try (RawServer server = RawServer.start(RawServer.text(answer))) {
      get(server.uri());
      get(server.uri());

      assertThat(server.requests())
          .hasSize(2)
          .noneMatch(head -> head.toLowerCase(java.util.Locale.ROOT).contains("cookie"));
    }
  }

  @Test
  void get_passwordDemanded_isAnAnswerLikeOthers() throws OutboundException {
    String answer =
        "HTTP/1.1 401 X\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n";
    try (RawServer server = RawServer.start(RawServer.text(answer))) {
      assertThat(get(server.uri()).status()).isEqualTo(401);
      assertThat(server.requests()).hasSize(1);
    }
  }

  /** C03. */
  @Test
  void get_plainHttpOffLoopback_refusedUnlessNamed() {
    URI uri = URI.create("http://id.example.invalid/x");
    assertThatThrownBy(() -> get(uri))
        .isInstanceOf(OutboundException.class)
        .hasMessageContaining("outbound.allow-http");
    OutboundSettings named = new OutboundSettings(Set.of("ID.example.invalid"), null);
    try (OutboundClient loose = OutboundClient.open(named, timer)) {
      // It gets as far as the name service, which knows no such name.
      assertThatThrownBy(() -> loose.get(new OutboundRequest(uri, "*/*", CONNECT, TOTAL, MAX)))
          .isInstanceOf(OutboundException.class)
          .hasMessageNotContaining("allow-http");
    }
  }

  /** I15: a server may repeat what it was sent; only what we say ourselves is told. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 planted OK\r\n\r\n",
        "HTTP/planted 200 OK\r\n\r\n",
        "planted\r\n\r\n",
        "HTTP/1.1 200 OK\r\nplanted\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: planted\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: planted\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nplanted\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nplanted\r\n\r\n"
      })
  void get_malformedAnswerThatQuotes_neitherBelievedNorTold(String answer) {
    try (RawServer server = RawServer.start(RawServer.text(answer))) {
      assertThatThrownBy(() -> get(server.uri()))
          .isInstanceOf(OutboundException.class)
          .hasMessageStartingWith(server.uri().toString())
          .hasMessageNotContaining("planted");
    }
  }

  /**
   * As when a trust store or a client's certificate is replaced while a call takes a connection.
   */
  @Test
  void get_connectionsJustClosed_anOutboundException() {
    try (RawServer server = RawServer.start(RawServer.text("HTTP/1.1 200 OK\r\n\r\n{}"))) {
      assertThatCode(() -> get(server.uri())).doesNotThrowAnyException();
      client.close();

      assertThatThrownBy(() -> get(server.uri())).isInstanceOf(OutboundException.class);
    }
  }

  @Test
  void close_whileACallHangs_endsIt() throws Exception {
    try (RawServer server = RawServer.start((out, ended) -> ended.await())) {
      var threads = Executors.newSingleThreadExecutor();
      try {
        var call =
            threads.submit(
                () ->
                    client.get(
                        new OutboundRequest(
                            server.uri(), "*/*", CONNECT, Duration.ofSeconds(20), MAX)));
        org.awaitility.Awaitility.await().until(() -> server.requests().size() == 1);

        client.close();

        assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS))
            .hasCauseInstanceOf(OutboundException.class);
      } finally {
        threads.shutdownNow();
      }
    }
  }
}
