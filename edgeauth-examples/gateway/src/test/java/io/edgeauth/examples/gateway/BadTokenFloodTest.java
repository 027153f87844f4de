package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * D02: ten thousand bad tokens, as fast as they are refused, and what others notice of them.
 *
 * <p>Any load takes processor time from everybody. So good requests are sent to a second gateway
 * too, at the same time on the same machine, which is flooded with as many requests that have no
 * token at all: the difference is what bad tokens do.
 */
@Timeout(180)
final class BadTokenFloodTest {

  private static final int BAD = 10_000;
  private static final int SENDERS = 2;
  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(10);

  @TempDir private Path directory;

  /** One connection that is used again and again. */
  private static final class Client implements AutoCloseable {

    private final RawConnection connection;

    Client(Gateway gateway) throws IOException {
      connection = RawConnection.to(gateway.uri());
    }

    /** Sends a request and reads its answer; the status. */
    int get(String line) throws IOException {
      connection.send("GET /a HTTP/1.1\r\nHost: api.example\r\n" + line + "\r\n\r\n");
      String head = connection.readUntil("\r\n\r\n");
      String length = head.replaceAll("(?s).*\\r\\nContent-[Ll]ength: (\\d+)\\r\\n.*", "$1");
      connection.in().readNBytes(Integer.parseInt(length));
      return Integer.parseInt(head.split(" ", 3)[1]);
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  /** Good requests at a steady rate; late is counted from when each was due. */
  private static final class Good implements AutoCloseable {

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final List<Long> late = new ArrayList<>();
    private final Client client;
    private int failed;

    Good(Gateway gateway, String bearer) throws IOException {
      client = new Client(gateway);
      long began = System.nanoTime();
      var unused =
          thread.scheduleAtFixedRate(
              () -> send(began, bearer), PERIOD, PERIOD, TimeUnit.NANOSECONDS);
    }

    private void send(long began, String bearer) {
      long due = began + (late.size() + 1) * PERIOD;
      try {
        failed += client.get(bearer) == 200 ? 0 : 1;
      } catch (IOException e) {
        failed++;
      }
      late.add(System.nanoTime() - due);
    }

    /** Ends the load; only then may one look at it. */
    @Override
    public void close() throws IOException {
      thread.shutdown();
      try {
        if (!thread.awaitTermination(20, TimeUnit.SECONDS)) {
          throw new IllegalStateException("a good request still waits");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      client.close();
    }

    Duration at(double quantile) {
      long[] sorted = late.stream().mapToLong(Long::longValue).sorted().toArray();
      return Duration.ofNanos(sorted[(int) (quantile * (sorted.length - 1))]);
    }
  }

  /** Sends its share of the lines, and counts those that were refused with 401. */
  private static CompletableFuture<Long> flood(Gateway gateway, List<String> lines, int count) {
    return Background.supply(
        () -> {
          try (Client client = new Client(gateway)) {
            return LongStream.range(0, count)
                .filter(i -> refused(client, lines.get((int) (i % lines.size()))))
                .count();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static boolean refused(Client client, String line) {
    try {
      return client.get(line) == 401;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long run(Gateway flooded, Gateway control, List<String> bad, int count) {
    List<CompletableFuture<Long>> senders = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      senders.add(flood(flooded, bad, count / SENDERS));
      senders.add(flood(control, List.of("X-Nothing: 1"), count / SENDERS));
    }
    return senders.stream().mapToLong(CompletableFuture::join).sum();
  }

  /** Forged, expired, for others, of an unknown key, and no tokens at all. */
  private static List<String> bad(Surroundings around) {
    TestKey other = TestKey.of("ES256", "k1");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Stream.of(
              around.valid().claim("jti", "f" + i).signedBy(other),
              around.valid().claim("jti", "e" + i).claim("exp", 1),
              around.valid().claim("jti", "a" + i).claim("aud", "others"),
              around.valid().header("kid", "unknown" + i))
          .map(Proxied::bearer)
          .forEach(lines::add);
      lines.add("Authorization: Bearer " + "x".repeat(i + 1));
    }
    return lines;
  }

  @Test
  void flood_ofBadTokens_goodRequestsNoLater() throws Exception {
    try (Surroundings around = new Surroundings(directory);
        Gateway flooded = Gateway.start(around.file());
        Gateway control = Gateway.start(around.file())) {
      List<String> bad = bad(around);
      String bearer = around.bearer();
      try (Client one = new Client(flooded);
          Client two = new Client(control)) {
        assertThat(one.get(bearer)).isEqualTo(200);
        assertThat(two.get(bearer)).isEqualTo(200);
      }
      run(flooded, control, bad, BAD / 5); // what a process learns at first is neither side's fault

      Good others = new Good(flooded, bearer);
      Good beside = new Good(control, bearer);
      int hits = around.backend().hits();
      long began = System.nanoTime();
      long refused;
      try (others;
          beside) {
        refused = run(flooded, control, bad, BAD);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);

      System.out.printf(
          "D02: %d bad tokens in %.1f s; %d good requests beside them: p50 %d us, p99 %d us;"
              + " beside the control: p50 %d us, p99 %d us%n",
          BAD,
          took.toMillis() / 1e3,
          others.late.size(),
          others.at(0.5).toNanos() / 1_000,
          others.at(0.99).toNanos() / 1_000,
          beside.at(0.5).toNanos() / 1_000,
          beside.at(0.99).toNanos() / 1_000);
      assertThat(refused).isEqualTo(2L * BAD);
      assertThat(others.failed + beside.failed).isZero();
      assertThat(around.backend().hits() - hits)
          .isBetween(1, others.late.size() + beside.late.size());
      // The floors are for a machine with other things to do.
      assertThat(others.at(0.5)).isLessThanOrEqualTo(atLeast(20, beside.at(0.5).multipliedBy(3)));
      assertThat(others.at(0.99))
          .isLessThanOrEqualTo(atLeast(500, beside.at(0.99).multipliedBy(2)));
    }
  }

  private static Duration atLeast(int millis, Duration duration) {
    return duration.toMillis() < millis ? Duration.ofMillis(millis) : duration;
  }
}
