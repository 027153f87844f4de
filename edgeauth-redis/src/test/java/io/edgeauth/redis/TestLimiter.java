package io.edgeauth.redis;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.event.EventSink;
import io.edgeauth.event.SharedStoreEvent;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.ratelimit.Acquisition;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitState;
import io.edgeauth.ratelimit.LimitedKey;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.RateLimiter;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;

/** The limiter of one instance of several, on real time. */
final class TestLimiter implements AutoCloseable {

  private static final LimitRule PROBE =
      LimitRule.of("probe", RateLimit.tokenBucket(1_000_000, Duration.ofSeconds(1)));

  private final RecordedEvents events = new RecordedEvents();
  private final EdgeRuntime runtime;
  private final RateLimiter limiter;

  private TestLimiter(RedisStore store, Clock clock) {
    runtime = EdgeRuntime.start(clock, Ticker.systemTicker(), EventSink.to(List.of(events)), true);
    var unused = runtime.leases().begin(); // which runtime.close() ends
    limiter = store.openLimiter(runtime, OutboundSettings.DEFAULTS);
  }

  static TestLimiter opened(RedisStore store) {
    return new TestLimiter(store, Clock.systemUTC());
  }

  static TestLimiter reached(RedisStore store) {
    return reached(store, Clock.systemUTC());
  }

  static TestLimiter reached(RedisStore store, Clock clock) {
    TestLimiter opened = new TestLimiter(store, clock);
    opened.awaitReached(Duration.ofSeconds(20));
    return opened;
  }

  /** In a cluster a few keys lie in all shards. */
  void awaitReached(Duration atMost) {
    List<Charge> charges =
        new SplittableRandom(7)
            .longs(8)
            .mapToObj(bits -> new Charge(PROBE, new LimitedKey(bits, ~bits), 1))
            .toList();
    Awaitility.await()
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> limiter.peek(charges) instanceof Acquisition.Granted);
  }

  static LimitedKey anyKey() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new LimitedKey(random.nextLong(), random.nextLong());
  }

  static Charge charge(RateLimit limit) {
    return charge(limit, 1);
  }

  /** Of a key that nobody else has. */
  static Charge charge(RateLimit limit, long permits) {
    return new Charge(LimitRule.of("test", limit), anyKey(), permits);
  }

  RateLimiter limiter() {
    return limiter;
  }

  boolean passes(Charge... charges) {
    return limiter.acquire(List.of(charges)) instanceof Acquisition.Granted;
  }

  LimitState look(Charge charge) {
    Acquisition said = limiter.peek(List.of(charge));
    return said instanceof Acquisition.Granted granted
        ? granted.states().get(0)
        : ((Acquisition.Refused) said).states().get(0);
  }

  List<SharedStoreEvent> told() {
    return events.of(SharedStoreEvent.class);
  }

  @Override
  public void close() {
    limiter.close();
    runtime.close();
  }
}
