package io.edgeauth.authn.apikey;

import io.edgeauth.EdgeAuth;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A process that changes keys of a file and says so on standard output: what it begins, and what
 * has returned. It is there to be killed; {@link KeyProcess} starts it, and {@link KeyLedger} reads
 * what it says.
 */
final class KeyWriter {

  /** Begins each of its lines. */
  static final String SAYS = "> ";

  private final EdgeAuth edge;
  private final ApiKeys keys;

  private KeyWriter(Path file) {
    edge = edge(file, Duration.ofMillis(300));
    keys = edge.apiKeys("partner");
  }

  /** An EdgeAuth on a file, as the process has one and those who look at what it left. */
  static EdgeAuth edge(Path file, Duration flushInterval) {
    return EdgeAuth.builder()
        .authenticator(
            "partner",
            ApiKeys.prefix("ck_test_")
                .store(ApiKeyStore.file(file))
                .usageFlushInterval(flushInterval))
        .route(Route.path("/**").authenticate("partner"))
        .build();
  }

  static boolean passes(EdgeAuth edge, String secret) {
    return edge.decide(TestRequest.get("/").header("X-API-Key", secret))
        instanceof Decision.Forward;
  }

  public static void main(String[] arguments) throws Exception {
    KeyWriter writer = new KeyWriter(Path.of(arguments[1]));
    switch (arguments[0]) {
      case "change" -> writer.changeFromThreads(Long.parseLong(arguments[2]));
      case "fill" -> writer.fill();
      case "use" -> writer.use();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** One line at once, which is in the pipe when this returns. */
  private static void say(String... words) {
    System.out.print(SAYS + String.join(" ", words) + "\n");
    System.out.flush();
  }

  private void changeFromThreads(long seed) throws Exception {
    Thread other = new Thread(() -> change(new SplittableRandom(seed + 1)));
    other.start();
    change(new SplittableRandom(seed));
    other.join();
  }

  private void change(SplittableRandom random) {
    List<String> mine = new ArrayList<>();
    while (true) {
      try {
        int what = mine.isEmpty() ? 0 : random.nextInt(3);
        if (what == 0) {
          say("begin", "issue");
          IssuedKey issued = keys.issue(ApiKeyRequest.owner("acme"));
          mine.add(issued.key().id());
          say("issued", issued.key().id(), issued.secret());
          continue;
        }
        String id = mine.get(random.nextInt(mine.size()));
        if (what == 1) {
          boolean overlap = random.nextBoolean();
          say("begin", overlap ? "overlap" : "rotate", id);
          IssuedKey rotated = keys.rotate(id, overlap ? Duration.ofSeconds(1) : Duration.ZERO);
          say("rotated", id, rotated.secret());
        } else {
          mine.remove(id);
          say("begin", "revoke", id);
          keys.revoke(id);
          say("revoked", id);
        }
      } catch (InvalidApiKeyRequestException e) {
        say("refused", "too many overlaps");
      } catch (ApiKeyStoreException e) {
        say("failed", String.valueOf(e.getMessage()));
      }
    }
  }

  /** A change for each line of standard input: until the disk is full, and after it. */
  private void fill() throws Exception {
    while (System.in.read() >= 0) {
      try {
        IssuedKey issued = keys.issue(ApiKeyRequest.owner("acme"));
        say("issued", issued.key().id(), issued.secret());
      } catch (ApiKeyStoreException e) {
        say("failed", String.valueOf(e.getMessage()));
      }
    }
  }

  private void use() throws Exception {
    IssuedKey issued = keys.issue(ApiKeyRequest.owner("acme"));
    say("issued", issued.key().id(), issued.secret());
    for (int used = 1; passes(edge, issued.secret()); used++) {
      say("used", String.valueOf(used));
      Thread.sleep(1); // a pace, which nobody waits for
    }
  }
}
