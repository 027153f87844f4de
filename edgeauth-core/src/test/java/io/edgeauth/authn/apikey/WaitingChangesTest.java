package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class WaitingChangesTest {

  private final ReentrantLock writing = new ReentrantLock();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger writes = new AtomicInteger();
  private final List<Integer> sizes = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Error error;

  private final WaitingChanges changes =
      new WaitingChanges(
          writing,
          together -> {
            int number = writes.incrementAndGet();
            sizes.add(together.size());
            if (number == 1) {
              awaitGate();
            } else if (error != null) {
              throw error;
            }
            KeyTable table = KeyTable.empty();
            together.forEach(change -> change.apply(table));
          });

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Future<StoredKey> make(int number) {
    StoredKey key = TestKeys.key("key_" + number);
    return threads.submit(() -> changes.make(table -> key));
  }

  /** One that is being written, and three that wait. */
  private List<Future<StoredKey>> four() {
    List<Future<StoredKey>> all = new ArrayList<>(List.of(make(0)));
    await().until(() -> writes.get() == 1);
    for (int i = 1; i < 4; i++) {
      all.add(make(i));
    }
    await().until(() -> writing.getQueueLength() == 3);
    gate.countDown();
    return all;
  }

  @Test
  void make_whileOneIsWritten_allThatWaitAreOne() throws Exception {
    for (Future<StoredKey> one : four()) {
      assertThat(one.get()).isNotNull();
    }
    assertThat(sizes).containsExactly(1, 3);
  }

  /**
   * D08: memory runs out while the file is put together, and nobody's change passes for written.
   */
  @Test
  void make_writingEndsInAnError_everybodyIsTold() throws Exception {
    error = new OutOfMemoryError("injected");
    List<Future<StoredKey>> all = four();
    assertThat(all.get(0).get()).isNotNull();
    for (Future<StoredKey> one : all.subList(1, 4)) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(one::get)
          .havingCause()
          .isInstanceOf(ApiKeyStoreException.class)
          .withMessage("not written: injected");
    }
    error = null;
    assertThat(make(4).get()).isNotNull();
  }
}
