package io.edgeauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bodies pass unread and unchanged; those of refused requests are nobody's. */
interface BodyContract extends ContractSubject {

  private static byte[] megabyte() {
    byte[] bytes = new byte[1 << 20];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static String[] chunked(String... lines) {
    String[] all = List.of(lines).toArray(new String[lines.length + 1]);
    all[lines.length] = "Transfer-Encoding: chunked";
    return all;
  }

  /** Sends on a thread of its own: a server may want its answer to be read meanwhile. */
  private RawAnswer exchange(byte[] head, byte[] body) throws Exception {
    ExecutorService sender = Executors.newSingleThreadExecutor();
    try (RawConnection connection = trial().connect()) {
      Future<RawConnection> sent = sender.submit(() -> connection.send(head).send(body));
      RawAnswer answer = connection.answer();
      sent.get(20, TimeUnit.SECONDS);
      return answer;
    } finally {
      sender.shutdownNow();
    }
  }

  @Test
  default void body_megabyteOfKnownLength_bothWays() throws Exception {
    byte[] body = megabyte();
    String head =
        trial().head("POST", "/api/echo", ALICE, "Content-Length: " + body.length) + "\r\n";
    RawAnswer answer = exchange(head.getBytes(StandardCharsets.ISO_8859_1), body);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(body);
  }

  @Test
  default void body_megabyteInChunks_bothWays() throws Exception {
    byte[] body = megabyte();
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; at += 1 << 14) {
      chunks.writeBytes("4000\r\n".getBytes(StandardCharsets.US_ASCII));
      chunks.write(body, at, 1 << 14);
      chunks.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    String head = trial().head("POST", "/api/echo", chunked(ALICE)) + "\r\n";
    RawAnswer answer = exchange(head.getBytes(StandardCharsets.ISO_8859_1), chunks.toByteArray());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(body);
  }

  @Test
  @DisplayName("D01: nobody waits for the end of a body before it goes on, nor of an answer's")
  default void body_stillComing_streamed() {
    ContractTrial trial = trial();
    try (RawConnection connection = trial.connect()) {
      connection.send(trial.head("POST", "/api/echo", chunked(ALICE)) + "\r\n5\r\nfirst\r\n");
      assertThat(connection.readUntil("first")).startsWith("HTTP/1.1 200 ");
      connection.send("6\r\nsecond\r\n0\r\n\r\n");
      connection.readUntil("second");
    }
  }

  @Test
  @DisplayName("H04, H24: a trailer is no identity")
  default void trailers_identity_notTold() {
    ContractTrial trial = trial();
    String request =
        trial.head("POST", "/api/upload", chunked(ALICE, "Trailer: X-User-Id, X_User_Role"))
            + "\r\n5\r\nhello\r\n0\r\nX-User-Id: evil\r\nX_User_Role: evil\r\n\r\n";
    RawAnswer answer = trial.askOrEnd(request);
    if (answer != null && answer.status() < 400) {
      assertThat(answer.seen("X-User-Id")).containsExactly("alice", "alice");
      assertThat(answer.probed("X_User_Role")).doesNotContain("evil");
      assertThat(answer.text()).doesNotContain("evil");
      assertThat(answer.json().get("bodyLength")).hasToString("5");
    }
  }

  @Test
  @DisplayName("D01, R25: a refused body is not waited for, and what is left of it is no request")
  default void body_ofRefusedRequest_notWaitedFor() {
    ContractTrial trial = trial();
    String smuggled = trial.head("GET", "/public/page") + "\r\n";
    for (String target : List.of("/api/echo", "/elsewhere")) {
      int before = trial.hits();
      try (RawConnection connection = trial.connect()) {
        int length = 100 + smuggled.length();
        connection.send(trial.head("POST", target, "Content-Length: " + length) + "\r\n");
        RawAnswer refused = connection.answer();
        assertThat(refused.status()).isEqualTo(target.equals("/api/echo") ? 401 : 403);

        RawAnswer next = afterBody(connection, "x".repeat(100) + smuggled);
        if (next != null) {
          assertThat(next.status()).isNotEqualTo(200);
        }
      }
      assertThat(trial.hits()).as("what was left of the body was served").isEqualTo(before);
    }
  }

  /** The answer to a request behind the body, or null where the connection has ended by then. */
  private RawAnswer afterBody(RawConnection connection, String body) {
    try {
      return connection
          .send(body)
          .send(trial().head("GET", "/elsewhere", "Connection: close") + "\r\n")
          .answerOrEnd();
    } catch (UncheckedIOException e) {
      return null; // closed while this was sent
    }
  }
}
