package io.edgeauth;

import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Sends good tokens at a steady rate from one thread, most of them seen before, and keeps how late
 * each answer came. Late is counted from when the request was due: a request that waits delays
 * those behind it, and they count too.
 */
final class SteadyLoad {

  /** Not in step with the flood's ticks, else one load would meet its bursts and another not. */
  private static final long PERIOD = TimeUnit.MICROSECONDS.toNanos(2_071);

  private static final int NEW_EVERY = 20;
  private static final int MOST = 60_000;

  private final EdgeAuth edge;
  private final List<String> tokens;
  private final long[] seen = new long[MOST];
  private final long[] fresh = new long[MOST];
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private int sent;
  private int refused;
  private int seenCount;
  private int freshCount;
  private long began;

  /** The first token counts as seen; the others are sent once each. */
  private SteadyLoad(EdgeAuth edge, List<String> tokens) {
    this.edge = edge;
    this.tokens = tokens;
  }

  static SteadyLoad start(EdgeAuth edge, List<String> tokens) throws Exception {
    SteadyLoad load = new SteadyLoad(edge, tokens);
    Runnable task = load::sendOne;
    load.thread.submit(() -> {}).get(); // starting the thread is no lateness
    load.began = System.nanoTime();
    var unused = load.thread.scheduleAtFixedRate(task, PERIOD, PERIOD, TimeUnit.NANOSECONDS);
    return load;
  }

  private void sendOne() {
    if (sent == MOST) {
      return;
    }
    long due = began + ++sent * PERIOD;
    boolean isNew = sent % NEW_EVERY == 0 && freshCount + 1 < tokens.size();
    String token = tokens.get(isNew ? freshCount + 1 : 0);
    if (!(edge.decide(TestRequest.get("/").bearer(token)) instanceof Decision.Forward)) {
      refused++;
    }
    long late = System.nanoTime() - due;
    if (isNew) {
      fresh[freshCount++] = late;
    } else {
      seen[seenCount++] = late;
    }
  }

  /** Ends the load; only then may one look at it. */
  void end() throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a good request still waits");
    }
  }

  int sent() {
    return sent;
  }

  int refused() {
    return refused;
  }

  /** How late answers came, to tokens that were seen before and to new ones. */
  static final class Lateness {

    private final long[] seen;
    private final long[] fresh;
    private final long[] all;

    private Lateness(long[] seen, long[] fresh) {
      this.seen = seen;
      this.fresh = fresh;
      this.all = sorted(Stream.of(seen, fresh));
    }

    static Lateness of(List<SteadyLoad> loads) {
      return new Lateness(
          sorted(loads.stream().map(load -> Arrays.copyOf(load.seen, load.seenCount))),
          sorted(loads.stream().map(load -> Arrays.copyOf(load.fresh, load.freshCount))));
    }

    private static long[] sorted(Stream<long[]> parts) {
      return parts.flatMapToLong(Arrays::stream).sorted().toArray();
    }

    Duration at(double quantile) {
      return at(quantile, all);
    }

    private static Duration at(double quantile, long[] sorted) {
      return Duration.ofNanos(sorted[(int) (quantile * (sorted.length - 1))]);
    }

    @Override
    public String toString() {
      return "p50 %s, p99 %s (seen before %s, new %s)"
          .formatted(ms(0.5, all), ms(0.99, all), ms(0.99, seen), ms(0.99, fresh));
    }

    private static String ms(double quantile, long[] sorted) {
      return "%.2f ms".formatted(at(quantile, sorted).toNanos() / 1e6);
    }
  }
}
