package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A12: what a change has returned holds for every request that begins after it, while keys are
 * issued, rotated and revoked by many and used by others as fast as they can. For every store, and
 * with an hour of cache.
 */
public abstract class ChangesUnderLoadContract {

  private static final int WRITERS = 8;
  private static final int READERS = 2;
  private static final int ALL = 10_000;

  /** A secret, and whether everybody knows by now that it has ended. */
  private static final class Watched {
    private final String secret;
    private volatile boolean ended;

    Watched(String secret) {
      this.secret = secret;
    }
  }

  private final AtomicReferenceArray<Watched> watched = new AtomicReferenceArray<>(WRITERS);
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final LongAdder asked = new LongAdder();
  private volatile boolean done;

  /** An empty store. */
  protected abstract ApiKeyStoreSpec store() throws Exception;

  /** How many changes a build has time for; the long form makes ten thousand. */
  protected abstract int changes();

  @Test
  @DisplayName("A12: what a change has returned holds for every request after it")
  @Timeout(300)
  protected void changes_underLoad_holdForEveryRequestAfterThem() throws Exception {
    require(changes());
  }

  @Test
  @Tag("long")
  @DisplayName("A12: the same for ten thousand changes")
  @Timeout(1800)
  protected void changes_tenThousandUnderLoad_holdForEveryRequestAfterThem() throws Exception {
    require(ALL);
  }

  private void require(int changes) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS);
    long begin = System.nanoTime();
    try (EdgeAuth edge =
        EdgeAuth.builder()
            .authenticator(
                "partner",
                ApiKeys.prefix("ck_test_").store(store()).cache(Duration.ofHours(1), 100_000))
            .route(Route.path("/**").authenticate("partner"))
            .build()) {
      List<Future<?>> writers = new ArrayList<>();
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int number = i;
        writers.add(
            threads.submit(
                () -> {
                  write(edge, number, changes / WRITERS);
                  return null;
                }));
      }
      for (int i = 0; i < READERS; i++) {
        int number = i;
        readers.add(threads.submit(() -> read(edge, number)));
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
      threads.shutdownNow();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "A12, %s: %d changes and %d decisions in %.1f s, %.0f changes/s, %.0f decisions/s%n",
        getClass().getSimpleName(),
        changes,
        asked.sum(),
        seconds,
        changes / seconds,
        asked.sum() / seconds);
    assertThat(wrong).isEmpty();
    assertThat(asked.sum()).isGreaterThan(changes);
  }

  /** One that changes keys of its own, and knows what each request must get. */
  private void write(EdgeAuth edge, int number, int changes) throws Exception {
    ApiKeys keys = edge.apiKeys("partner");
    SplittableRandom random = new SplittableRandom(number);
    IssuedKey key = null;
    for (int i = 0; i < changes; i++) {
      if (key == null) {
        key = keys.issue(ApiKeyRequest.owner("owner-" + number));
        watched.set(number, new Watched(key.secret()));
      } else if (random.nextInt(3) > 0) {
        Watched old = watched.get(number);
        key = Objects.requireNonNull(keys.rotate(key.key().id(), Duration.ZERO));
        old.ended = true;
        require(edge, old.secret, 401, "an old secret after its rotation");
        watched.set(number, new Watched(key.secret()));
      } else {
        Watched old = watched.get(number);
        keys.revoke(key.key().id());
        old.ended = true;
        require(edge, old.secret, 401, "a revoked key");
        key = null;
        continue;
      }
      require(edge, key.secret(), 200, "a good key");
    }
  }

  private void require(EdgeAuth edge, String secret, int status, String what) {
    int got = status(edge, secret);
    if (got != status) {
      wrong.add(what + ": " + got);
    }
  }

  /** The status that a request with a key gets, 200 where it goes on. */
  private int status(EdgeAuth edge, String secret) {
    asked.increment();
    Decision decision = edge.decide(TestRequest.get("/orders/7").header("X-API-Key", secret));
    return decision instanceof Decision.Reject reject ? reject.problem().status() : 200;
  }

  /** One that uses whatever is there, so that caches are filled at every moment of a change. */
  private void read(EdgeAuth edge, int number) {
    SplittableRandom random = new SplittableRandom(100 + number);
    while (!done) {
      Watched one = watched.get(random.nextInt(WRITERS));
      if (one != null) {
        boolean ended = one.ended;
        int status = status(edge, one.secret);
        if (ended && status != 401) {
          wrong.add("ended before it was asked: " + status);
        }
      }
    }
  }
}
