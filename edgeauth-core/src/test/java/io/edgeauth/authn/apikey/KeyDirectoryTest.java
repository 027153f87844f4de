package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.authn.apikey.KeyDirectory.Answer;
import io.edgeauth.event.ApiKeyStoreEvent;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.network.IpAddress;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store that must be asked, is out of reach, hangs, or changes while it is asked. */
@Timeout(60)
final class KeyDirectoryTest {

  private final TestRuntime runtime = TestRuntime.start();
  private final FarStore store = new FarStore();
  private final KeyHash hash = TestKeys.hash();
  private final StoredKey key = TestKeys.key("key_a", hash);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    threads.shutdownNow();
    runtime.close();
  }

  private KeyDirectory directory(Duration staleFor) {
    store.insert(key);
    return new KeyDirectory(
        "partner",
        store,
        new KeyCacheSettings(Duration.ofSeconds(30), 100, staleFor),
        Duration.ofHours(1),
        runtime.runtime());
  }

  private static void assertKnown(Answer answer, StoredKey key) {
    assertThat(answer).isEqualTo(new Answer.Known(key));
  }

  @Test
  void find_known_rememberedForItsTtl() {
    KeyDirectory directory = directory(Duration.ZERO);
    assertKnown(directory.find(List.of(hash)), key);
    assertKnown(directory.find(List.of(hash)), key);
    runtime.ticker().advance(Duration.ofSeconds(30).minusNanos(1));
    assertKnown(directory.find(List.of(hash)), key);
    assertThat(store.finds).hasValue(1);
    runtime.ticker().advance(Duration.ofNanos(1));
    assertKnown(directory.find(List.of(hash)), key);
    assertThat(store.finds).hasValue(2);
  }

  @Test
  void find_manyAtOnce_askedOnce() throws Exception {
    KeyDirectory directory = directory(Duration.ZERO);
    store.gate = new CountDownLatch(1);
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(threads.submit(() -> directory.find(List.of(hash))));
    }
    await().until(() -> store.finds.get() == 1);
    store.gate.countDown();
    for (Future<Answer> answer : answers) {
      assertKnown(answer.get(), key);
    }
    assertThat(store.finds).hasValue(1);
  }

  /** A12: an answer that was read before a revocation is not used after it. */
  @Test
  void change_whileItIsRead_laterRequestsSeeTheNewState() throws Exception {
    KeyDirectory directory = directory(Duration.ZERO);
    store.gate = new CountDownLatch(1);
    Future<Answer> early = threads.submit(() -> directory.find(List.of(hash)));
    await().until(() -> store.finds.get() == 1);
    StoredKey revoked = directory.change("key_a", present -> present.revoked(TestRuntime.NOW));
    Future<Answer> late = threads.submit(() -> directory.find(List.of(hash)));
    await().until(() -> store.finds.get() == 2);
    store.gate.countDown();
    assertKnown(early.get(), key);
    assertKnown(late.get(), revoked);
    assertKnown(directory.find(List.of(hash)), revoked);
  }

  /** Reads the key, changes it, and only then lets the reader go on, who remembers what he read. */
  private StoredKey changeBehindAReader(KeyDirectory directory) throws Exception {
    store.gate = new CountDownLatch(1);
    Future<Answer> early = threads.submit(() -> directory.find(List.of(hash)));
    await().until(() -> store.found.get() == 1);
    StoredKey revoked = directory.change("key_a", present -> present.revoked(TestRuntime.NOW));
    store.gate.countDown();
    assertKnown(early.get(), key);
    return revoked;
  }

  /** A12: nor is it remembered, when the slow reader is the last who has put something there. */
  @Test
  void change_readerIsSlower_nothingOldRemembered() throws Exception {
    KeyDirectory directory = directory(Duration.ZERO);
    StoredKey revoked = changeBehindAReader(directory);
    assertKnown(directory.find(List.of(hash)), revoked);
    assertKnown(directory.find(List.of(hash)), revoked);
    assertThat(store.finds).hasValue(2);
  }

  /** A12: also not as what was known last, when the store cannot be asked. */
  @Test
  void change_readerIsSlowerAndStoreAway_nothingOldBelieved() throws Exception {
    KeyDirectory directory = directory(Duration.ofMinutes(5));
    StoredKey revoked = changeBehindAReader(directory);
    store.away = true;
    assertThat(directory.find(List.of(hash))).isInstanceOf(Answer.Unanswered.class);
    store.away = false;
    runtime.ticker().advance(Duration.ofSeconds(1));
    assertKnown(directory.find(List.of(hash)), revoked);
    store.away = true;
    runtime.ticker().advance(Duration.ofSeconds(31));
    assertKnown(directory.find(List.of(hash)), revoked);
  }

  @Test
  void find_storeAway_unavailableThenRestsThenAsksAgain() {
    KeyDirectory directory = directory(Duration.ZERO);
    store.away = true;
    assertThat(directory.find(List.of(hash)))
        .isEqualTo(new Answer.Unanswered(Reasons.API_KEYS_UNAVAILABLE, Duration.ofSeconds(1)));
    assertThat(directory.find(List.of(hash))).isInstanceOf(Answer.Unanswered.class);
    assertThat(store.finds).as("asked in the second of rest").hasValue(1);
    store.away = false;
    runtime.ticker().advance(Duration.ofSeconds(1));
    assertKnown(directory.find(List.of(hash)), key);
    assertThat(runtime.events().of(ApiKeyStoreEvent.class))
        .extracting(ApiKeyStoreEvent::reachable)
        .containsExactly(false, true);
  }

  @Test
  void find_storeAwayAndStaleAllowed_lastAnswerUntilItsEnd() {
    KeyDirectory directory = directory(Duration.ofMinutes(5));
    assertKnown(directory.find(List.of(hash)), key);
    store.away = true;
    runtime.ticker().advance(Duration.ofSeconds(30).plusMinutes(5).minusNanos(1));
    assertKnown(directory.find(List.of(hash)), key);
    runtime.ticker().advance(Duration.ofNanos(1));
    assertThat(directory.find(List.of(hash))).isInstanceOf(Answer.Unanswered.class);
  }

  /** A09's part here: however many keys are invented, the store is asked by 64 at once. */
  @Test
  void find_tooManyAtOnce_busy() {
    KeyDirectory directory = directory(Duration.ZERO);
    store.gate = new CountDownLatch(1);
    for (int i = 0; i < 64; i++) {
      KeyHash other = TestKeys.hash();
      var unused = threads.submit(() -> directory.find(List.of(other)));
    }
    await().until(() -> store.finds.get() == 64);
    assertThat(directory.find(List.of(hash)))
        .isEqualTo(new Answer.Unanswered(Reasons.API_KEYS_BUSY, Duration.ofSeconds(1)));
    store.gate.countDown();
    await().until(() -> directory.find(List.of(hash)) instanceof Answer.Known);
  }

  /** A09: those that were good a ttl ago do not stand in line behind keys that were invented. */
  @Test
  void find_tooManyAtOnce_keyOfBeforeIsLookedUpAgain() throws Exception {
    KeyDirectory directory = directory(Duration.ZERO);
    assertKnown(directory.find(List.of(hash)), key);
    runtime.ticker().advance(Duration.ofSeconds(30));
    store.gate = new CountDownLatch(1);
    for (int i = 0; i < 64; i++) {
      KeyHash other = TestKeys.hash();
      var unused = threads.submit(() -> directory.find(List.of(other)));
    }
    await().until(() -> store.finds.get() == 1 + 64);
    Future<Answer> owners = threads.submit(() -> directory.find(List.of(hash)));
    await().until(() -> store.finds.get() == 1 + 64 + 1);
    store.gate.countDown();
    assertKnown(owners.get(), key);
  }

  /** A09: of what was found the newest are remembered, and of what was not found nothing. */
  @Test
  void find_moreKeysThanAreRemembered_bounded() throws Exception {
    KeyDirectory directory = directory(Duration.ZERO);
    assertKnown(directory.find(List.of(hash)), key);
    for (int i = 0; i < 10_000; i++) {
      assertThat(directory.find(List.of(TestKeys.hash()))).isEqualTo(Answer.Unknown.INSTANCE);
    }
    assertKnown(directory.find(List.of(hash)), key);
    assertThat(store.finds).as("the owner's key is remembered still").hasValue(10_001);
    List<KeyHash> many = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      many.add(TestKeys.hash());
      store.insert(TestKeys.key("key_" + i, many.get(i)));
    }
    many.forEach(one -> directory.find(List.of(one)));
    int before = store.finds.get();
    many.forEach(one -> directory.find(List.of(one)));
    assertThat(store.finds.get() - before).as("asked again").isGreaterThan(1_000 - 300);
  }

  /** What somebody has spoiled in one row is told, and is nobody else's trouble. */
  @Test
  void find_oneKeyUnreadable_othersAreAskedFor() {
    KeyDirectory directory = directory(Duration.ZERO);
    store.unreadable = TestKeys.hash();
    for (int i = 0; i < 3; i++) {
      assertThat(directory.find(List.of(store.unreadable)))
          .isEqualTo(new Answer.Unanswered(Reasons.API_KEYS_UNAVAILABLE, Duration.ofSeconds(1)));
    }
    assertKnown(directory.find(List.of(hash)), key);
    assertThat(runtime.events().of(ApiKeyStoreEvent.class))
        .containsExactly(
            new ApiKeyStoreEvent(TestRuntime.NOW, "partner", true, "a row that cannot be read"));
  }

  /** Uses that cannot be written keep no key from being looked up. */
  @Test
  void usage_cannotBeWritten_keysAreFound() {
    KeyDirectory directory = directory(Duration.ZERO);
    directory.used("key_a", null);
    store.away = true;
    directory.close();
    store.away = false;
    assertKnown(directory.find(List.of(hash)), key);
    directory.close();
    assertThat(runtime.events().of(ApiKeyStoreEvent.class))
        .extracting(ApiKeyStoreEvent::reachable)
        .containsExactly(false, true);
  }

  @Test
  void usage_storeAwayAtFlush_nothingLost() throws Exception {
    KeyDirectory directory = directory(Duration.ZERO);
    directory.used("key_a", IpAddress.parse("192.0.2.1"));
    store.away = true;
    directory.close();
    directory.used("key_a", IpAddress.parse("192.0.2.2"));
    assertThat(directory.usage(List.of("key_a")).get("key_a").count()).isEqualTo(2);
    store.away = false;
    directory.close();
    assertThat(store.usage(List.of("key_a")))
        .containsEntry("key_a", new ApiKeyUsage(2, TestRuntime.NOW, "192.0.2.2"));
    assertThat(directory.usage(List.of("key_a")).get("key_a").count()).isEqualTo(2);
  }

  @Test
  void usage_manyThreads_everyUseCounted() throws Exception {
    KeyDirectory directory = directory(Duration.ZERO);
    List<Future<?>> all = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      all.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  directory.used("key_a", null);
                  if (i % 100 == 0) {
                    directory.close(); // flushes in between
                  }
                }
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    directory.close();
    directory.close();
    assertThat(store.usage(List.of("key_a")).get("key_a").count()).isEqualTo(8_000);
  }
}
