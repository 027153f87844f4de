package io.edgeauth.authn.remote;

import static io.edgeauth.authn.remote.SharingInstance.NEGATIVE;
import static io.edgeauth.authn.remote.SharingInstance.TTL;
import static io.edgeauth.authn.remote.SharingInstance.subject;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What instances know together: I05, I06, I12, I13, I15, and what a store may do to them. */
@Timeout(30)
final class SharedMemoryTest {

  private final HeldAnswers store = new HeldAnswers();
  private final SharingInstance a = new SharingInstance(store);
  private final SharingInstance b = new SharingInstance(store);
  private final SharingInstance other = new SharingInstance(store);

  @AfterEach
  void end() {
    a.close();
    b.close();
    other.close();
  }

  private void advance(Duration by) {
    a.advance(by);
    b.advance(by);
    other.advance(by);
  }

  @Test
  void request_knownToAnother_notAskedAgain() {
    assertThat(subject(a.request("t", "alice"))).isEqualTo("alice");
    assertThat(subject(b.request("t", "nobody"))).isEqualTo("alice");
    assertThat(b.asked).hasValue(0);
  }

  @Test
  void request_inactiveToAnother_refusedForTheNegativeTtl() {
    a.request("t", "inactive");
    assertThat(store.lastHolds()).isEqualTo(NEGATIVE);
    assertThat(b.request("t", "alice")).isInstanceOf(Refused.class);
    assertThat(b.asked).hasValue(0);
    advance(NEGATIVE);
    assertThat(subject(b.request("t", "alice"))).isEqualTo("alice");
    assertThat(b.asked).hasValue(1);
  }

  /** I12: an answer is never older than its ttl, wherever it was given. */
  @Test
  void request_knownToAnother_holdsForTheRestOfItsTime() {
    a.request("t", "alice");
    advance(TTL.minusSeconds(10));
    assertThat(subject(b.request("t", "nobody"))).isEqualTo("alice");
    advance(Duration.ofSeconds(9));
    assertThat(subject(b.request("t", "nobody"))).isEqualTo("alice");
    advance(Duration.ofSeconds(1));
    assertThat(subject(b.request("t", "bob"))).isEqualTo("bob");
    assertThat(b.asked).hasValue(1);
  }

  /** I13: nothing is kept past the credential's own end. */
  @Test
  void put_endBeforeTtl_keptUntilThen() {
    a.request("t", "short");
    assertThat(store.lastHolds()).isEqualTo(Duration.ofSeconds(30));
    a.request("u", "alice");
    assertThat(store.lastHolds()).isEqualTo(TTL);
  }

  /** I15: neither a token, nor its digest, nor what was said of it can be read in the store. */
  @Test
  void store_lookedInto_tellsNothing() {
    a.request("the token", "alice@example.com");
    assertThat(store.held()).hasSize(1);
    Map.Entry<String, byte[]> entry = store.held().entrySet().iterator().next();
    String content = new String(entry.getValue(), StandardCharsets.ISO_8859_1);
    assertThat(content).doesNotContain("alice").doesNotContain("token");
    assertThat(entry.getKey())
        .hasSize(64)
        .isNotEqualTo(
            String.format(
                "%016x%016x%016x%016x",
                a.digest("the token").a(),
                a.digest("the token").b(),
                a.digest("the token").c(),
                a.digest("the token").d()));
  }

  /** I05: who asks somebody else, or as somebody else, or has another secret, shares nothing. */
  @Test
  void request_otherSecretOrEndpoint_askedItself() {
    a.request("t", "alice");
    try (SharingInstance otherSecret =
            new SharingInstance(store, "another secret", "https://id.example.com\nedge");
        SharingInstance otherEndpoint =
            new SharingInstance(store, SharingInstance.SECRET, "https://id.example.org\nedge")) {
      assertThat(subject(otherSecret.request("t", "bob"))).isEqualTo("bob");
      assertThat(subject(otherEndpoint.request("t", "carol"))).isEqualTo("carol");
    }
    assertThat(store.held()).hasSize(3);
  }

  /** Each byte is spoilt in turn; the last look is the twin that passes. */
  @Test
  void content_changedAnywhere_countsAsNothing() {
    a.request("t", "alice");
    Map.Entry<String, byte[]> entry = store.held().entrySet().iterator().next();
    for (int i = 0; i < entry.getValue().length; i++) {
      byte[] spoilt = entry.getValue().clone();
      spoilt[i] ^= 1;
      store.write(entry.getKey(), spoilt);
      assertThat(lookedUp("t")).as("byte %d", i).isNull();
    }
    store.write(entry.getKey(), entry.getValue());
    assertThat(lookedUp("t")).isEqualTo("alice");
  }

  @Test
  void content_garbage_countsAsNothing() {
    a.request("t", "alice");
    String name = store.held().keySet().iterator().next();
    for (byte[] garbage :
        new byte[][] {
          {},
          {1},
          new byte[36],
          new byte[37],
          new byte[2 << 20],
          "{\"active\":true}".getBytes(StandardCharsets.UTF_8)
        }) {
      store.write(name, garbage);
      assertThat(lookedUp("t")).as("%d bytes", garbage.length).isNull();
    }
  }

  /** Who writes the store gives nobody another's answer. */
  @Test
  void content_ofAnotherName_countsAsNothing() {
    a.request("alice's", "alice");
    Map.Entry<String, byte[]> alices = store.held().entrySet().iterator().next();
    store.flush();
    a.request("mallory's", "mallory");
    store.write(store.held().keySet().iterator().next(), alices.getValue());
    assertThat(lookedUp("mallory's")).isNull();
  }

  /** Who writes the store can put back what stood there, and it ends when it would have ended. */
  @Test
  void content_putBack_endsWithItsTtl() {
    a.request("t", "alice");
    Map.Entry<String, byte[]> old = store.held().entrySet().iterator().next();
    advance(TTL.minusMillis(1));
    assertThat(lookedUp("t")).isEqualTo("alice");
    advance(Duration.ofMillis(1));
    store.write(old.getKey(), old.getValue());
    assertThat(lookedUp("t")).isNull();
  }

  /** What another instance finds, that has asked nobody; null where it finds nothing. */
  private String lookedUp(String token) {
    store.reconnected(); // so it knows nothing itself
    int before = other.asked.get();
    String found = subject(other.request(token, "asked"));
    assertThat(found.equals("asked")).isEqualTo(other.asked.get() == before + 1);
    return found.equals("asked") ? null : found;
  }

  @Test
  void clockOfAnother_fiveSecondsAhead_believedAndNoMore() {
    a.advance(Duration.ofSeconds(5));
    a.request("t", "alice");
    assertThat(lookedUp("t")).isEqualTo("alice");
    a.advance(Duration.ofMillis(1));
    a.request("u", "bob");
    assertThat(lookedUp("u")).isNull();
  }

  @Test
  void failure_ofTheAuthority_notShared() {
    assertThat(a.request("t", () -> new RemoteAnswer.Failed("out", null, false)))
        .isInstanceOf(Unavailable.class);
    assertThat(store.held()).isEmpty();
  }

  @Test
  void answer_forThisInstanceAlone_notShared() {
    a.request(
        "t", () -> new RemoteAnswer.Good(((RemoteAnswer.Good) a.judge("x")).result(), null, 9));
    assertThat(store.held()).isEmpty();
  }

  /** I12: forgotten on one instance, gone on all, and from the store. */
  @Test
  void forget_onOne_forgottenOnAll() {
    a.request("t", "alice");
    b.request("t", "alice");
    b.answers.forget(b.digest("t"));
    assertThat(a.request("t", "inactive")).isInstanceOf(Refused.class);
    assertThat(b.request("t", "inactive")).isInstanceOf(Refused.class);
    assertThat(a.asked).hasValue(2);
  }

  /** A call that began before must not bring the answer back, neither here nor in the store. */
  @Test
  void forget_whileAnotherAsks_answerNotKept() throws InterruptedException {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch may = new CountDownLatch(1);
    Thread slow =
        new Thread(
            () ->
                a.request(
                    "t",
                    () -> {
                      began.countDown();
                      awaited(may);
                      return a.judge("alice");
                    }));
    slow.start();
    began.await();
    b.answers.forget(b.digest("t"));
    may.countDown();
    slow.join();
    assertThat(a.request("t", "inactive")).isInstanceOf(Refused.class);
    assertThat(b.request("t", "inactive")).isInstanceOf(Refused.class);
  }

  /**
   * Even where that instance hears nothing: the forgotten name stays taken while calls may last.
   */
  @Test
  void forget_unheardByWhoAsks_storeKeepsNothing() throws InterruptedException {
    try (SharingInstance deaf = new SharingInstance(new Deaf(store))) {
      CountDownLatch began = new CountDownLatch(1);
      CountDownLatch may = new CountDownLatch(1);
      Thread slow =
          new Thread(
              () ->
                  deaf.request(
                      "t",
                      () -> {
                        began.countDown();
                        awaited(may);
                        return a.judge("alice");
                      }));
      slow.start();
      began.await();
      b.answers.forget(b.digest("t"));
      assertThat(store.lastHolds()).isGreaterThan(Duration.ofSeconds(20)); // longer than a call
      may.countDown();
      slow.join();
      assertThat(b.request("t", "inactive")).isInstanceOf(Refused.class);
    }
  }

  private record Deaf(HeldAnswers store) implements SharedAnswers {

    @Override
    public byte[] get(byte[] name) {
      return store.get(name);
    }

    @Override
    public void put(byte[] name, byte[] content, Duration holds) {
      store.put(name, content, holds);
    }

    @Override
    public boolean forget(byte[] name, Duration holds) {
      return store.forget(name, holds);
    }

    @Override
    public Listening listen(Listener listener) {
      return () -> {};
    }

    @Override
    public void close() {}
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The store was away and keeps the old answer: who was told to forget does not believe it. */
  @Test
  void forget_storeAway_oldAnswerNotBelievedHere() {
    a.request("t", "alice");
    store.away(true);
    a.answers.forget(a.digest("t"));
    store.away(false);
    assertThat(a.request("t", "inactive")).isInstanceOf(Refused.class);
    assertThat(a.asked).hasValue(2);
  }

  /** Who was deaf for a while forgets what it knows itself, and asks the store. */
  @Test
  void listener_mayHaveMissed_nothingKnownHere() {
    a.request("t", "alice");
    store.reconnected();
    assertThat(subject(a.request("t", "bob"))).isEqualTo("alice"); // from the store
    store.reconnected();
    store.flush();
    assertThat(subject(a.request("t", "bob"))).isEqualTo("bob");
  }

  @Test
  void share_withANewSecret_nothingOfTheOldBelieved() {
    a.request("t", "alice");
    a.answers.share(store, "a new secret".getBytes(StandardCharsets.UTF_8), "x");
    assertThat(subject(a.request("t", "bob"))).isEqualTo("bob");
    b.answers.forget(b.digest("t")); // under the old secret: nobody here knows the name
    assertThat(subject(a.request("t", "carol"))).isEqualTo("bob");
    a.answers.forget(a.digest("t"));
    assertThat(subject(a.request("t", "carol"))).isEqualTo("carol");
  }

  @Test
  void store_away_askedAsIfThereWereNone() {
    store.away(true);
    assertThat(subject(a.request("t", "alice"))).isEqualTo("alice");
    assertThat(subject(b.request("t", "bob"))).isEqualTo("bob");
    assertThat(subject(a.request("t", "carol"))).isEqualTo("alice"); // its own
  }
}
