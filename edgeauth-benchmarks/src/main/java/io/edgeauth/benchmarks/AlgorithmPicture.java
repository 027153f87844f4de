package io.edgeauth.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitedKey;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.RateLimiter;
import io.edgeauth.ratelimit.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws what each algorithm lets through of the same requests over a minute: a burst, a rate of
 * twice the limit, a pause, and a burst on each side of a window's edge. The limiter is the real
 * one; only its time is made up, so that the same picture comes out each time.
 *
 * <pre>{@code
 * java -cp edgeauth-benchmarks.jar io.edgeauth.benchmarks.AlgorithmPicture docs/images/rate-limits.svg
 * }</pre>
 */
public final class AlgorithmPicture {

  private static final Duration PER = Duration.ofSeconds(10);
  private static final int PERMITS = 10;
  private static final int MILLIS = 60_000;

  /** So long is one bar. */
  private static final int BIN = 500;

  private static final int LEFT = 150;
  private static final int ROW = 84;
  private static final int TOP = 52;
  private static final int BAR = 6;
  private static final int EACH = 3;
  private static final int TALLEST = 22;

  private AlgorithmPicture() {}

  /**
   * Writes the picture.
   *
   * @param arguments the file
   * @throws IOException if it cannot be written
   */
  public static void main(String... arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("no file (expected: where the picture is to be written)");
    }
    Files.writeString(Path.of(arguments[0]), draw(), UTF_8);
  }

  /** The times of all requests, in milliseconds. */
  private static List<Integer> requests() {
    List<Integer> times = new ArrayList<>();
    times.addAll(burst(2_000, 20));
    for (int at = 12_000; at < 32_000; at += 500) {
      times.add(at);
    }
    times.addAll(burst(49_000, 12));
    times.addAll(burst(50_000, 12));
    return times;
  }

  /** So many within half a second. */
  private static List<Integer> burst(int from, int requests) {
    List<Integer> times = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      times.add(from + i * BIN / requests);
    }
    return times;
  }

  /** When those leave that are let through, in order. */
  static List<Integer> passed(RateLimit limit) {
    long[] now = {0};
    Clock epoch = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    Ticker ticker = () -> now[0];
    List<Charge> charges =
        List.of(new Charge(LimitRule.of("picture", limit), new LimitedKey(1, 2), 1));
    List<Integer> passed = new ArrayList<>();
    try (RateLimiter limiter = RateLimiter.local(1_000, epoch, ticker)) {
      for (int at : requests()) {
        now[0] = Duration.ofMillis(at).toNanos();
        if (limiter.acquire(charges) instanceof Granted granted) {
          Turn turn = granted.turn();
          long wait = turn == null ? 0 : turn.nanosUntil();
          passed.add(at + (int) Duration.ofNanos(wait).toMillis());
        }
      }
    }
    return passed;
  }

  /** The most that left within ten seconds, wherever these begin. */
  static int mostWithinPeriod(List<Integer> times) {
    int most = 0;
    for (int from : times) {
      int within = 0;
      for (int at : times) {
        within += at >= from && at < from + PER.toMillis() ? 1 : 0;
      }
      most = Math.max(most, within);
    }
    return most;
  }

  static String draw() {
    StringBuilder svg = new StringBuilder();
    int width = LEFT + MILLIS / BIN * BAR + 20;
    int height = TOP + 5 * ROW + 34;
    svg.append(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                .formatted(width, height, width, height))
        .append(" font-family=\"sans-serif\" font-size=\"12\">\n")
        .append("<title>What each algorithm lets through of the same requests</title>\n")
        .append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n")
        .append(text(10, 22, "14", "#111111", "10 permits per 10 s: what is let through"));
    label(svg, 2_000, "20 at once");
    label(svg, 12_000, "2 a second");
    label(svg, 33_000, "nobody");
    label(svg, 47_000, "12 + 12 at the edge");
    row(svg, 0, "asked", requests(), "#9aa5b1");
    drawn(svg, 1, "fixed-window", RateLimit.fixedWindow(PERMITS, PER));
    drawn(svg, 2, "sliding-window", RateLimit.slidingWindow(PERMITS, PER));
    drawn(svg, 3, "token-bucket", RateLimit.tokenBucket(PERMITS, PER));
    drawn(
        svg,
        4,
        "leaky-bucket",
        RateLimit.leakyBucket(PERMITS, PER).queue(5).maxWait(Duration.ofSeconds(5)));
    for (int at = 0; at <= MILLIS; at += 10_000) {
      svg.append(
          "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#c5ccd3\" stroke-dasharray=\"2 3\"/>\n"
              .formatted(x(at), TOP, x(at), TOP + 5 * ROW));
      svg.append(text(x(at) - 8, TOP + 5 * ROW + 18, "12", "#52606d", at / 1000 + " s"));
    }
    return svg.append("</svg>\n").toString();
  }

  private static void drawn(StringBuilder svg, int row, String name, RateLimit limit) {
    List<Integer> passed = passed(limit);
    row(svg, row, name, passed, "#1f6feb");
    int base = base(row);
    svg.append(text(10, base - 18, "10", "#52606d", passed.size() + " pass"));
    String most = "within 10 s at most " + mostWithinPeriod(passed);
    svg.append(text(10, base - 4, "10", "#52606d", most));
  }

  private static void label(StringBuilder svg, int at, String said) {
    svg.append(text(x(at), TOP - 8, "11", "#52606d", said));
  }

  private static int base(int row) {
    return TOP + (row + 1) * ROW - 8;
  }

  private static void row(
      StringBuilder svg, int row, String name, List<Integer> times, String color) {
    int base = base(row);
    svg.append(text(10, base - 34, "13", "#111111", name));
    int[] bins = new int[MILLIS / BIN];
    times.stream().filter(at -> at < MILLIS).forEach(at -> bins[at / BIN]++);
    for (int i = 0; i < bins.length; i++) {
      if (bins[i] > 0) {
        int tall = Math.min(bins[i], TALLEST) * EACH;
        svg.append(
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n"
                .formatted(LEFT + i * BAR, base - tall, BAR - 1, tall, color));
      }
    }
    svg.append(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#52606d\"/>\n"
            .formatted(LEFT, base, x(MILLIS), base));
  }

  private static int x(int millis) {
    return LEFT + millis / BIN * BAR;
  }

  private static String text(int x, int y, String size, String color, String said) {
    return "<text x=\"%d\" y=\"%d\" font-size=\"%s\" fill=\"%s\">%s</text>\n"
        .formatted(x, y, size, color, said);
  }
}
