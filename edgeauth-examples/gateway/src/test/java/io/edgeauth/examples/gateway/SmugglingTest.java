package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * R25: requests that two servers could take apart at different places. Each would hide a second
 * one, for a path that nobody asked EdgeAuth about.
 */
final class SmugglingTest {

  private static final String HIDDEN =
      "GET /hidden HTTP/1.1\r\nHost: api.example\r\nX-User-Id: root\r\n\r\n";

  @TempDir private Path directory;
  private Proxied proxied;

  @BeforeEach
  void start() throws IOException {
    proxied = Proxied.start(directory);
  }

  @AfterEach
  void stop() throws IOException {
    proxied.close();
  }

  private String post(String framing, String body) throws IOException {
    return proxied.raw(
        "POST /a HTTP/1.1\r\nHost: api.example\r\n"
            + proxied.bearer()
            + "\r\n"
            + framing
            + "\r\n\r\n"
            + body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 0\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: \u000bchunked",
        "Transfer-Encoding: chunked\u0000",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding:\r\n chunked",
        "X-A: 1\r\n Transfer-Encoding: chunked",
        "\tTransfer-Encoding: chunked",
        "Content-Length: +5",
        "Content-Length: -5",
        "Content-Length: 5 5",
        "Content-Length: 0x5",
        "Content-Length: 5,5",
        "Content-Length: 5, 6",
        "Content-Length: five",
        "Content-Length: ",
        "Content-Length: 99999999999999999999",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 6\r\nContent-Length: 5",
        "Content-Length : 5",
        "Content-Length\t: 5",
        "Content-Length: 5\r\nContent-Length : 6",
        "Content-Length: 5\rTransfer-Encoding: chunked",
        "X-A: 1\rTransfer-Encoding: chunked",
        "X-A: 1\u0000\r\nContent-Length: 5"
      })
  void request_twoWaysToEnd_refusedUnseen(String framing) throws Exception {
    String answer = post(framing, "0\r\n\r\n" + HIDDEN);

    assertThat(answer).matches("(?s)HTTP/1.1 (400|501) .*");
    assertThat(answer.split("HTTP/1.1 ", -1)).as("one answer").hasSize(2);
    assertThat(proxied.upstream().connections()).isZero();
  }

  /** Lines that end in LF alone: two servers need not agree that they are lines. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /public/a HTTP/1.1\nHost: api.example\n\n",
        "GET /public/a HTTP/1.1\r\nHost: api.example\nX-A: 1\r\n\r\n",
        "GET /public/a HTTP/1.1\r\nHost: api.example\r\nX-A: 1\nTransfer-Encoding: chunked\r\n\r\n",
        "GET /public/a HTTP/1.1\r\nHost: api.example\r\n\n",
        "GET /public/a HTTP/1.1\nX-A: 1\r\nHost: api.example\r\n\r\n"
      })
  void request_bareLineFeed_refusedUnseen(String bytes) throws Exception {
    assertThat(proxied.raw(bytes + HIDDEN)).startsWith("HTTP/1.1 400 ");
    assertThat(proxied.upstream().connections()).isZero();
  }

  /** In a chunked body the same: sizes that two servers could read differently. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "-1\r\nhello\r\n0\r\n\r\n",
        "5 \nhello\r\n0\r\n\r\n",
        "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
        "5\r\nhelloX\r\n0\r\n\r\n",
        "\r\n\r\n"
      })
  void body_strangeChunks_neverArriveWhole(String body) throws Exception {
    String answer = post("Transfer-Encoding: chunked", body + HIDDEN);

    assertThat(answer).doesNotContain("HTTP/1.1 200 ");
    assertThat(proxied.upstream().requests()).isEmpty();
  }

  /** The positive twins: what both read alike. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5|hello",
        "content-length:5|hello",
        "Transfer-Encoding: chunked|5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: CHUNKED|5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked|005;a=b\r\nhello\r\n0\r\n\r\n"
      })
  void request_oneWayToEnd_arrivesAlone(String request) throws Exception {
    String[] parts = request.split("\\|", 2);

    assertThat(post(parts[0] + "\r\nConnection: close", parts[1])).startsWith("HTTP/1.1 200 ");
    assertThat(proxied.upstream().hits()).isEqualTo(1);
    assertThat(proxied.upstream().last().body()).contains("hello");
  }

  /** R25, R26: one connection, and each request is its own caller's. */
  @Test
  void identity_ofRequestBefore_neverOfTheNext() throws Exception {
    String tail = " HTTP/1.1\r\nHost: api.example\r\n";
    String answers =
        proxied.raw(
            "POST /a"
                + tail
                + proxied.bearer()
                + "\r\nContent-Length: 5\r\n\r\nhello"
                + "GET /optional/b"
                + tail
                + "\r\nGET /c"
                + tail
                + "\r\nGET /optional/d"
                + tail
                + "Connection: close\r\n\r\n");

    // The third is refused for want of a token, and with it ends what the connection carries.
    assertThat(answers.split("HTTP/1.1 ", -1))
        .extracting(answer -> answer.split(" ", 2)[0])
        .startsWith("", "200", "200", "401");
    List<ReceivedBytes> seen = proxied.upstream().requests();
    assertThat(seen)
        .extracting(ReceivedBytes::requestLine)
        .startsWith("POST /a HTTP/1.1", "GET /optional/b HTTP/1.1");
    assertThat(seen.get(0).values("X-User-Id")).containsExactly("alice");
    assertThat(seen.stream().skip(1))
        .allSatisfy(request -> assertThat(request.values("X-User-Id")).isEmpty());
  }

  /** What stands behind a refused request is not served, whoever it seems to come from. */
  @Test
  void request_behindRefusedOne_notServed() throws Exception {
    String answers =
        proxied.raw(
            "POST /a HTTP/1.1\r\nHost: api.example\r\nContent-Length: 500\r\n\r\n" + HIDDEN);

    assertThat(answers).startsWith("HTTP/1.1 401 ").containsOnlyOnce("HTTP/1.1 ");
    assertThat(proxied.upstream().connections()).isZero();
  }
}
