package io.edgeauth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.pipeline.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * Floods one EdgeAuth with tokens whose key ids are made up, and its control with as many that have
 * expired: those are refused before anybody looks for a key, and cost about the same otherwise.
 *
 * <p>More threads send than a key set lets wait, and those that do not wait make up for those that
 * do: a slow issuer does not slow the flood down.
 */
final class UnknownKeyFlood implements AutoCloseable {

  private static final int THREADS = 24;
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(20);

  private final EdgeAuth flooded;
  private final EdgeAuth control;
  private final int total;
  private final long nanos;
  private final String unknownTail;
  private final String expiredTail;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger unavailable = new AtomicInteger();
  private final AtomicInteger other = new AtomicInteger();
  private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
  private final CountDownLatch answered;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
  private long began;
  private long took;

  UnknownKeyFlood(EdgeAuth flooded, EdgeAuth control, String issuer, int total, Duration time) {
    this.flooded = flooded;
    this.control = control;
    this.total = total;
    this.nanos = time.toNanos();
    this.answered = new CountDownLatch(total);
    Instant now = Instant.now();
    this.unknownTail = tail(issuer, now);
    this.expiredTail = tail(issuer, now.minus(Duration.ofDays(1)));
  }

  /** Good claims, and a signature of the right form. */
  private static String tail(String issuer, Instant issued) {
    Map<String, Object> claims =
        Map.of(
            "iss",
            issuer,
            "aud",
            TestToken.AUDIENCE,
            "sub",
            "alice",
            "scope",
            "orders:read orders:write",
            "iat",
            issued.getEpochSecond(),
            "exp",
            issued.getEpochSecond() + 600);
    String signature = TestToken.encode(TestKey.randomBytes(256));
    return "." + TestToken.encode(JsonWriter.write(claims)) + "." + signature;
  }

  /** Sends all of it, and comes back when the last is answered. */
  void run() throws InterruptedException {
    began = System.nanoTime();
    for (int i = 0; i < THREADS; i++) {
      var unused =
          threads.scheduleAtFixedRate(
              this::sendWhatIsDue, i * TICK / THREADS, TICK, TimeUnit.NANOSECONDS);
    }
    if (!answered.await(90, TimeUnit.SECONDS)) {
      throw new IllegalStateException(answered.getCount() + " are not answered");
    }
    took = System.nanoTime() - began;
  }

  private void sendWhatIsDue() {
    while (sent.get() < due()) {
      if (sent.getAndIncrement() >= total) {
        return;
      }
      sendOne();
    }
  }

  private long due() {
    return Math.min(total, (long) ((double) (System.nanoTime() - began) / nanos * total));
  }

  private void sendOne() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String keyId = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    String head =
        TestToken.encode(("{\"alg\":\"RS256\",\"kid\":\"" + keyId + "\"}").getBytes(US_ASCII));
    long before = System.nanoTime();
    int status = status(flooded.decide(TestRequest.get("/").bearer(head + unknownTail)));
    slowest.accumulate(System.nanoTime() - before);
    int expired = status(control.decide(TestRequest.get("/").bearer(head + expiredTail)));
    if (expired != 401 || (status != 401 && status != 503)) {
      other.incrementAndGet();
    } else if (status == 401) {
      refused.incrementAndGet();
    } else {
      unavailable.incrementAndGet();
    }
    answered.countDown();
  }

  private static int status(Decision decision) {
    return decision instanceof Decision.Reject reject ? reject.problem().status() : 200;
  }

  Duration took() {
    return Duration.ofNanos(took);
  }

  /** How long the longest request with an unknown key id took. */
  Duration slowest() {
    return Duration.ofNanos(slowest.get());
  }

  int refused() {
    return refused.get();
  }

  int unavailable() {
    return unavailable.get();
  }

  /** How many answers were anything else than they should be. */
  int other() {
    return other.get();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
