package io.edgeauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.event.DecisionEvent;
import io.edgeauth.event.DecisionEvent.Outcome;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What EdgeAuth answers itself, with bodies that it has asked the adapter for: of callers who have
 * proven who they are, bounded. An adapter that does not tell bodies answers 501, and these tests
 * are skipped.
 */
interface EndpointContract extends ContractSubject {

  String FORM = "Content-Type: application/x-www-form-urlencoded";

  /**
   * More than is ever read. Of what is announced to be much more, servers refuse some themselves.
   */
  String LARGE = "Content-Length: " + (1 << 20);

  int CHUNK = 1 << 16;

  /** Ten megabytes of them. */
  int CHUNKS = 160;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String head(String... lines) {
    return trial().head("POST", "/invalidate", lines) + "\r\n";
  }

  private RawAnswer requireDone(RawAnswer answer) {
    Assumptions.assumeFalse(answer.status() == 501, "the adapter does not tell bodies");
    assertThat(answer.status()).as("%s\n%s", answer.head(), answer.text()).isEqualTo(200);
    assertThat(answer.text()).isEmpty();
    assertThat(answer.value("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.values("X-Request-Id")).hasSize(1);
    assertThat(answer.values("X-Application")).isEmpty();
    return answer;
  }

  @Test
  @DisplayName("I10, I12: the bytes of a form, and the connection goes on behind it")
  default void invalidate_knownLengthAndChunks_tokensForgotten() {
    ContractTrial trial = trial();
    int before = trial.hits();
    String form = "token=known%2B%26&x=y&token=%C3%A9+b";
    try (RawConnection connection = trial.connect()) {
      connection.send(head(ALICE, FORM, "Content-Length: " + form.length()) + form);
      requireDone(connection.answer());
      assertThat(trial.forgotten()).contains("known+&", "\u00e9 b");
      connection.send(head(ALICE, FORM, "Transfer-Encoding: chunked"));
      connection.send("6\r\ntoken=\r\n").send("7\r\nchunked\r\n").send("0\r\n\r\n");
      requireDone(connection.answer());
      assertThat(trial.forgotten()).contains("chunked");
      RawAnswer next = connection.send(trial.head("GET", "/optional/page") + "\r\n").answerOrEnd();
      if (next != null) {
        assertThat(next.seen("X-User-Id")).isEmpty();
      }
    }
    assertThat(trial.hits()).isBetween(before, before + 1);
  }

  @Test
  @DisplayName("D01: nobody is waited for who may not ask, however much is announced")
  default void invalidate_unauthenticated_bodyUnread() {
    ContractTrial trial = trial();
    for (String framing : new String[] {"Transfer-Encoding: chunked", LARGE}) {
      try (RawConnection connection = trial.connect()) {
        connection.send(head(FORM, framing, "Expect: 100-continue"));
        RawAnswer refused = connection.answer().requireProblem(401);
        assertThat(refused.value("WWW-Authenticate")).isEqualTo("Spoken realm=\"contract\"");
      }
      try (RawConnection connection = trial.connect()) {
        connection.send(head(FORM, framing) + "d\r\ntoken=begun&x\r\n");
        connection.answer().requireProblem(401);
      }
    }
    assertThat(trial.forgotten()).doesNotContain("begun", "begun&x");
  }

  @Test
  @DisplayName("D05: of a body of 10 MB no more is read than a form may have")
  default void invalidate_largeBody_413() throws Exception {
    requireDone(send("token=small", ALICE));
    try (RawConnection connection = trial().connect()) {
      connection.send(head(ALICE, FORM, LARGE));
      connection.answer().requireProblem(413);
    }
    // The rest of it never comes: what was read has to be enough.
    try (RawConnection connection = trial().connect()) {
      connection.send(head(ALICE, FORM, "Transfer-Encoding: chunked"));
      connection.send("1e000\r\ntoken=large&x=" + "y".repeat(0x1e000 - 14) + "\r\n");
      connection.answer().requireProblem(413);
    }
    ExecutorService sender = Executors.newSingleThreadExecutor();
    try (RawConnection connection = trial().connect()) {
      connection.send(head(ALICE, FORM, "Transfer-Encoding: chunked"));
      byte[] chunk = bytes(Integer.toHexString(CHUNK) + "\r\n" + "x".repeat(CHUNK) + "\r\n");
      var unused = // it fails where the server ends the connection
          sender.submit(
              () -> {
                for (int i = 0; i < CHUNKS; i++) {
                  connection.send(chunk);
                }
              });
      assertThat(statusOrEnd(connection)).isIn(413, 0);
    } finally {
      sender.shutdownNow();
      assertThat(sender.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(trial().forgotten()).doesNotContain("large");
    requireDone(send("token=after-large", ALICE));
    assertThat(trial().forgotten()).contains("after-large");
  }

  /** The status, or 0 where the server has ended the connection, as it may while more comes. */
  private static int statusOrEnd(RawConnection connection) {
    try {
      RawAnswer answer = connection.answerOrEnd();
      return answer == null ? 0 : answer.status();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  private RawAnswer send(String form, String... lines) {
    String head = trial().head("POST", "/invalidate", lines);
    return trial().ask(head + FORM + "\r\nContent-Length: " + form.length() + "\r\n\r\n" + form);
  }

  @Test
  @DisplayName("I08: a body that ends too early, or is no body, invalidates nothing")
  default void invalidate_brokenBody_refused() throws Exception {
    requireDone(send("token=whole", ALICE));
    BlockingQueue<DecisionEvent> decisions = new LinkedBlockingQueue<>();
    try (ContractTrial other =
        another(
            builder ->
                builder.listener(
                    event -> {
                      if (event instanceof DecisionEvent decision) {
                        decisions.add(decision);
                      }
                    }))) {
      for (String framing :
          new String[] {
            "Content-Length: 500\r\n\r\ntoken=broken",
            "Transfer-Encoding: chunked\r\n\r\n1f4\r\ntoken=broken",
            "Transfer-Encoding: chunked\r\n\r\nc\r\ntoken=broken\r\n",
            "Transfer-Encoding: chunked\r\n\r\nc\r\ntoken=broken\r\nzz\r\n"
          }) {
        try (RawConnection connection = other.connect()) {
          connection.send(other.head("POST", "/invalidate", ALICE, FORM) + framing);
        }
        DecisionEvent decision = decisions.poll(60, TimeUnit.SECONDS);
        assertThat(decision).as(framing).isNotNull();
        assertThat(decision.outcome()).as(framing).isEqualTo(Outcome.REJECT);
        assertThat(decision.reason().code()).as(framing).isEqualTo("body-unreadable");
      }
      assertThat(other.forgotten()).isEmpty();
      other.get("/api/orders", ALICE).requireReached();
    }
  }

  @Test
  @DisplayName("C05: what EdgeAuth says of a form does not repeat it")
  default void invalidate_notAForm_toldWithoutIt() {
    String planted = "planted-5d1c9e7b";
    requireDone(send("token=" + planted, ALICE));
    RawAnswer malformed = send("token=" + planted + "%zz", ALICE).requireProblem(400);
    assertThat(malformed.head() + malformed.text()).doesNotContain(planted);
    RawAnswer json =
        trial()
            .ask(
                trial()
                        .head(
                            "POST",
                            "/invalidate",
                            ALICE,
                            "Content-Type: application/json",
                            "Content-Length: " + planted.length())
                    + "\r\n"
                    + planted)
            .requireProblem(415);
    assertThat(json.value("Accept")).isEqualTo("application/x-www-form-urlencoded");
    assertThat(json.head() + json.text()).doesNotContain(planted);
  }

  @Test
  default void invalidate_otherMethods_405() {
    for (String method : new String[] {"GET", "OPTIONS", "DELETE"}) {
      RawAnswer answer =
          trial().ask(trial().head(method, "/invalidate", ALICE) + "\r\n").requireProblem(405);
      assertThat(answer.value("Allow")).isEqualTo("POST");
    }
    try (RawConnection connection = trial().connect()) {
      RawAnswer answer =
          connection.send(trial().head("HEAD", "/invalidate", ALICE) + "\r\n").answerToHead();
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.value("Allow")).isEqualTo("POST");
    }
  }
}
