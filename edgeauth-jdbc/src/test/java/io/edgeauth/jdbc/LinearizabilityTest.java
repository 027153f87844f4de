package io.edgeauth.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.apikey.ApiKeyRequest;
import io.edgeauth.authn.apikey.IssuedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class LinearizabilityTest {

  private static final int WRITERS = 8;
  private static final int READERS = 4;
  private static final int EACH = 200;

  /** A secret, and whether everybody knows by now that it has ended. */
  private static final class Watched {
    private final String secret;
    private volatile boolean ended;

    Watched(String secret) {
      this.secret = secret;
    }
  }

  private final String table = TestPostgres.freshTable();
  private final AtomicReferenceArray<Watched> watched = new AtomicReferenceArray<>(WRITERS);
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean done;

  /** One that issues, rotates and revokes keys of its own, and knows what each request must get. */
  private void write(Instance edge, int number) throws Exception {
    SplittableRandom random = new SplittableRandom(number);
    IssuedKey key = null;
    for (int i = 0; i < EACH; i++) {
      if (key == null) {
        key = edge.keys().issue(ApiKeyRequest.owner("owner-" + number));
        watched.set(number, new Watched(key.secret()));
      } else if (random.nextInt(3) > 0) {
        Watched old = watched.get(number);
        key = Objects.requireNonNull(edge.keys().rotate(key.key().id(), Duration.ZERO));
        old.ended = true;
        require(edge, old.secret, 401, "an old secret after its rotation");
        watched.set(number, new Watched(key.secret()));
      } else {
        Watched old = watched.get(number);
        edge.keys().revoke(key.key().id());
        old.ended = true;
        require(edge, old.secret, 401, "a revoked key");
        key = null;
        continue;
      }
      require(edge, key.secret(), 200, "a good key");
    }
  }

  private void require(Instance edge, String secret, int status, String what) {
    int got = edge.status(secret);
    if (got != status) {
      wrong.add(what + ": " + got);
    }
  }

  /** One that uses whatever is there, so that caches are filled at every moment of a change. */
  private void read(Instance edge, int number) {
    SplittableRandom random = new SplittableRandom(100 + number);
    while (!done) {
      Watched one = watched.get(random.nextInt(WRITERS));
      if (one != null) {
        boolean ended = one.ended;
        int status = edge.status(one.secret);
        asked.incrementAndGet();
        if (ended && status != 401) {
          wrong.add("ended before it was asked: " + status);
        }
      }
    }
  }

  @Test
  @DisplayName("A12: what a change has returned holds for every request after it, under load")
  void changes_underLoad_neverUndoneByACache() throws Exception {
    JdbcApiKeys.migrate(TestPostgres.dataSource(), table);
    ExecutorService pool = Executors.newFixedThreadPool(WRITERS + READERS);
    try (Instance edge =
        new Instance(
            new AddressSpec(
                TestPostgres.url(), "", null, new TableName(table), Duration.ofMillis(100)),
            Duration.ofHours(1))) {
      List<Future<?>> writers = new ArrayList<>();
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int number = i;
        writers.add(
            pool.submit(
                () -> {
                  write(edge, number);
                  return null;
                }));
      }
      for (int i = 0; i < READERS; i++) {
        int number = i;
        readers.add(pool.submit(() -> read(edge, number)));
      }
      for (Future<?> one : writers) {
        one.get();
      }
      done = true;
      for (Future<?> one : readers) {
        one.get();
      }
    } finally {
      done = true;
      pool.shutdownNow();
    }
    assertThat(wrong).isEmpty();
    assertThat(asked).hasValueGreaterThan(1000);
  }
}
