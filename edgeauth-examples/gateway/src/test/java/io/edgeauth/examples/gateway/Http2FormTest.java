package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.examples.gateway.RawHttp2.Outcome;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R24: requests that HTTP/2 forbids (RFC 9113, section 8), in frames that no client would send. */
final class Http2FormTest {

  private static final String METHOD = ":method: GET";
  private static final String SCHEME = ":scheme: https";
  private static final String AUTHORITY = ":authority: api.example";
  private static final String PATH = ":path: /public/a";

  /** An upload that breaks off is given up when its upstream has waited so long. */
  private static final UpstreamTimeouts SHORT =
      new UpstreamTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(1));

  @TempDir private static Path directory;
  private static TestCertificate certificate;
  private static Proxied proxied;

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.of("EC", directory);
    certificate.write(directory.resolve("gateway.pem"), directory.resolve("gateway.key"));
    proxied = Proxied.start(directory, Proxied::secured, SHORT);
  }

  @AfterAll
  static void stop() throws IOException {
    proxied.close();
  }

  @BeforeEach
  void forget() {
    proxied.upstream().forget();
  }

  static Stream<List<String>> malformed() {
    return Stream.of(
        // pseudo-headers: doubled, missing, unknown, late
        List.of(METHOD, METHOD, SCHEME, AUTHORITY, PATH),
        List.of(METHOD, ":method: DELETE", SCHEME, AUTHORITY, PATH),
        List.of(METHOD, SCHEME, ":scheme: http", AUTHORITY, PATH),
        List.of(METHOD, SCHEME, AUTHORITY, ":authority: other.example", PATH),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, ":path: /a"),
        List.of(METHOD, SCHEME, AUTHORITY),
        List.of(SCHEME, AUTHORITY, PATH),
        List.of(METHOD, AUTHORITY, PATH),
        List.of(METHOD, SCHEME, PATH),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, ":status: 200"),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, ":unknown: 1"),
        List.of(METHOD, SCHEME, AUTHORITY, "x-a: 1", PATH),
        // :path
        List.of(METHOD, SCHEME, AUTHORITY, ":path: "),
        List.of(METHOD, SCHEME, AUTHORITY, ":path: *"),
        List.of(":method: OPTIONS", SCHEME, AUTHORITY, ":path: *"),
        List.of(METHOD, SCHEME, AUTHORITY, ":path: public/a"),
        List.of(METHOD, SCHEME, AUTHORITY, ":path: https://other.example/public/a"),
        List.of(METHOD, SCHEME, AUTHORITY, ":path: /public/a#b"),
        List.of(METHOD, SCHEME, AUTHORITY, ":path: /public/a b"),
        List.of(METHOD, SCHEME, AUTHORITY, ":path: /public/a HTTP/1.1\r\nX-User-Id: root\r\n"),
        List.of(METHOD, SCHEME, AUTHORITY, ":path: /public/../a"),
        // :method
        List.of(":method: GET /hidden HTTP/1.1", SCHEME, AUTHORITY, PATH),
        List.of(":method: GE T", SCHEME, AUTHORITY, PATH),
        List.of(":method: ", SCHEME, AUTHORITY, PATH),
        List.of(":method: GET\r\n", SCHEME, AUTHORITY, PATH),
        List.of(":method: CONNECT", AUTHORITY),
        List.of(":method: CONNECT", ":protocol: websocket", SCHEME, AUTHORITY, PATH),
        // :authority and Host
        List.of(METHOD, SCHEME, ":authority: ", PATH),
        List.of(METHOD, SCHEME, ":authority: user@api.example", PATH),
        List.of(METHOD, SCHEME, ":authority: api.example\r\nX-User-Id: root", PATH),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "host: other.example"),
        // names
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "X-User-Id: root"),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "x-A: root"),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "x a: root"),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "x-a\r\nx-user-id: root"),
        // what is of one connection in HTTP/1
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "connection: x-user-id"),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "keep-alive: timeout=9"),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "proxy-connection: close"),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "transfer-encoding: chunked"),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "upgrade: websocket"),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "te: gzip"),
        // values
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "x-a: 1\r\nX-User-Id: root"),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "x-a: 1\nX-User-Id: root"),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "x-a: 1\rX-User-Id: root"),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "x-a: 1\u0000"),
        // lengths that are none
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "content-length: +0"),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "content-length: "),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "content-length: 0, 0"),
        List.of(METHOD, SCHEME, AUTHORITY, PATH, "content-length: 0", "content-length: 5"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void request_malformed_refusedUnseen(List<String> lines) throws Exception {
    try (RawHttp2 http = RawHttp2.to(proxied.uri(), certificate)) {
      http.headers(1, true, lines.toArray(String[]::new));
      Outcome outcome = http.outcome(1);

      assertThat(outcome).matches(Outcome::isRefused, "refused");
      assertThat(outcome.body()).doesNotContain("root");
    }
    assertThat(proxied.upstream().requests()).isEmpty();
    assertStillServes();
  }

  /** The positive twin, and that the one connection's end was nobody else's. */
  private void assertStillServes() throws Exception {
    int before = proxied.upstream().hits();
    try (RawHttp2 http = RawHttp2.to(proxied.uri(), certificate)) {
      http.headers(1, true, METHOD, SCHEME, AUTHORITY, PATH, "te: trailers", "x-a: 1");

      assertThat(http.outcome(1).status()).isEqualTo(200);
    }
    assertThat(proxied.upstream().hits()).isEqualTo(before + 1);
    assertThat(proxied.upstream().last().requestLine()).isEqualTo("GET /public/a HTTP/1.1");
  }

  /** R25: the upstream hears of the request while its body comes, and never takes it for whole. */
  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "abcdefgh"})
  void body_ofOtherLengthThanSaid_neverArrivesWhole(String body) throws Exception {
    try (RawHttp2 http = RawHttp2.to(proxied.uri(), certificate)) {
      String[] lines = {":method: POST", SCHEME, AUTHORITY, PATH, "content-length: 5"};
      http.headers(1, body.isEmpty(), lines);
      if (!body.isEmpty()) {
        http.data(1, true, body);
      }
      Outcome outcome = http.outcome(1);

      assertThat(outcome.status() / 100).isNotEqualTo(2);
    }
    assertThat(proxied.upstream().requests()).isEmpty();
    assertStillServes();
  }

  /** R25: a body that HTTP/1 would end elsewhere arrives as one body. */
  @Test
  void body_thatLooksLikeARequest_arrivesAsBody() throws Exception {
    String hidden = "0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: a\r\nX-User-Id: root\r\n\r\n";
    try (RawHttp2 http = RawHttp2.to(proxied.uri(), certificate)) {
      http.headers(1, false, ":method: POST", SCHEME, AUTHORITY, PATH);
      http.data(1, true, hidden);

      assertThat(http.outcome(1).status()).isEqualTo(200);
    }
    assertThat(proxied.upstream().hits()).isEqualTo(1);
    ReceivedBytes seen = proxied.upstream().last();
    assertThat(seen.values("X-User-Id")).isEmpty();
    assertThat(seen.body()).contains(hidden);
  }

  /** Headers without an end, in frames that cost their sender nothing. */
  @Test
  void continuation_flood_connectionEnds() throws Exception {
    long before = usedMemory();
    try (RawHttp2 http = RawHttp2.to(proxied.uri(), certificate)) {
      http.frame(
          RawHttp2.HEADERS,
          RawHttp2.END_STREAM,
          1,
          RawHttp2.block(METHOD, SCHEME, AUTHORITY, PATH));
      byte[] more = RawHttp2.block("x-a: " + "x".repeat(8_000));
      int sent = 0;
      try {
        for (; sent < 20_000; sent++) {
          http.frame(RawHttp2.CONTINUATION, 0, 1, more);
        }
      } catch (SocketException e) {
        assertThat(sent).isPositive();
      }
      assertThat(http.outcome(1)).matches(Outcome::isRefused, "refused");
      assertThat(sent).as("frames taken").isLessThan(20_000);
    }
    assertThat(usedMemory() - before).isLessThan(32L << 20);
    assertThat(proxied.upstream().requests()).isEmpty();
    assertStillServes();
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** R26 on streams: each is its own caller's. */
  @Test
  void identity_ofStreamBefore_neverOfTheNext() throws Exception {
    String token = "authorization: Bearer " + proxied.valid().compact();
    try (RawHttp2 http = RawHttp2.to(proxied.uri(), certificate)) {
      http.headers(1, true, METHOD, SCHEME, AUTHORITY, ":path: /a", token);
      assertThat(http.outcome(1).status()).isEqualTo(200);
      http.headers(3, true, METHOD, SCHEME, AUTHORITY, ":path: /optional/b");
      assertThat(http.outcome(3).status()).isEqualTo(200);
      http.headers(5, true, METHOD, SCHEME, AUTHORITY, ":path: /a");
      assertThat(http.outcome(5).status()).isEqualTo(401);
    }
    assertThat(proxied.upstream().requests())
        .extracting(seen -> seen.values("X-User-Id"))
        .containsExactly(List.of("alice"), List.of());
  }
}
