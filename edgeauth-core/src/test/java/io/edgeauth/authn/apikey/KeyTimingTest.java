package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.runtime.EdgeRuntime;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A08: how long a wrong key takes says nothing about how it is wrong. Keys that differ from a good
 * one in their first or last character, or in all of them, are tried in a random order, each with
 * the sum that belongs to it.
 *
 * <p>A noisy machine makes one run of many tell a difference that is not there, and none hides one
 * that is: so the best of a few runs counts, for what must be alike and for what must not.
 */
final class KeyTimingTest {

  private static final String PREFIX = "ck_test_";
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int OTHER_KEYS = 1_000;
  private static final int POOL = 61;
  private static final int KINDS = 3;

  /** New keys so often: where in a table they happen to fall is the same for one set of keys. */
  private static final int ROUNDS = 20;

  private final TestRuntime runtime = TestRuntime.start();
  private final MemoryStore store = new MemoryStore();
  private final ApiKeyFormat format = ApiKeyFormat.of(PREFIX);
  private final ApiKeyHasher hasher = new ApiKeyHasher(List.of());
  private final SecureRandom random = new SecureRandom();
  private int sink;

  @AfterEach
  void close() {
    assertThat(sink).isNotNegative();
    runtime.close();
  }

  private record Filled(MemoryStore store) implements ApiKeyStoreSpec {
    @Override
    public ApiKeyStore open(EdgeRuntime runtime) {
      return store;
    }
  }

  @Test
  @DisplayName("A08: first, last or every character wrong take the same time")
  @Timeout(300)
  void authenticate_wrongKeys_allTakeTheSameTime() {
    requireAlike(20_000, 2 * Welch.TELLTALE);
  }

  @Test
  @Tag("long")
  @DisplayName("A08: the same by 100 000 samples each")
  @Timeout(1800)
  void authenticate_wrongKeysManyTimes_allTakeTheSameTime() {
    requireAlike(100_000, Welch.TELLTALE);
  }

  private void requireAlike(int samples, double bound) {
    Authenticator authenticator =
        runtime.authenticator(ApiKeys.prefix(PREFIX).store(new Filled(store)));
    for (int i = 0; i < OTHER_KEYS; i++) {
      insert(format.generate(random), "key_other" + i);
    }
    double t = Double.MAX_VALUE;
    for (int run = 0; run < 5 && t >= bound; run++) {
      t = worst(samples, secret -> insert(secret, "key_" + secret), authenticate(authenticator));
      System.out.printf("A08: |t| = %.2f of %d samples each%n", t, samples);
    }
    assertThat(t).isLessThan(bound);
  }

  /** The same harness sees a comparison that ends at the first character that differs. */
  @Test
  @DisplayName("A08: a comparison that leaks is seen")
  @Timeout(300)
  void compare_leaky_takesMoreTimeTheMoreIsRight() {
    String[] good = new String[1];
    double t = 0;
    for (int run = 0; run < 5 && t <= 2 * Welch.TELLTALE; run++) {
      t =
          worst(
              20_000,
              secret -> good[0] = secret,
              request -> {
                String text = request.headers("X-API-Key").get(0);
                int hash = hasher.hash(text).hashCode() & 1;
                return hash + sameUpTo(text, good[0]);
              });
      System.out.printf("A08: |t| = %.2f of a comparison that leaks%n", t);
    }
    assertThat(t).isGreaterThan(2 * Welch.TELLTALE);
  }

  private static int sameUpTo(String text, String good) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != good.charAt(i)) {
        return i;
      }
    }
    return text.length();
  }

  private ToIntFunction<EdgeRequest> authenticate(Authenticator authenticator) {
    return request ->
        authenticator.authenticate(request) instanceof AuthenticationResult.Refused ? 1 : -1;
  }

  private void insert(String secret, String id) {
    store.insert(TestKeys.key(id, hasher.hash(secret)));
  }

  private interface Prepare {
    void good(String secret);
  }

  /** The greatest |t| between two of the kinds. */
  private double worst(int samples, Prepare prepare, ToIntFunction<EdgeRequest> work) {
    long[][] times = new long[KINDS][samples];
    SplittableRandom order = new SplittableRandom(random.nextLong());
    for (int i = 0; i < 20_000; i++) { // so that all of it is compiled
      sink += i % 1000 == 0 ? warm(prepare, work) : 0;
    }
    int each = samples / ROUNDS;
    for (int round = 0; round < ROUNDS; round++) {
      String good = format.generate(random);
      prepare.good(good);
      List<List<EdgeRequest>> kinds = kinds(good);
      int[] filled = new int[KINDS];
      while (filled[0] + filled[1] + filled[2] < KINDS * each) {
        int kind = order.nextInt(KINDS);
        if (filled[kind] == each) {
          continue;
        }
        EdgeRequest request = kinds.get(kind).get(order.nextInt(POOL));
        long begin = System.nanoTime();
        int result = work.applyAsInt(request);
        times[kind][round * each + filled[kind]++] = System.nanoTime() - begin;
        if (result < 0) {
          throw new IllegalStateException("a wrong key passed");
        }
        sink += result & 1;
      }
    }
    double worst = 0;
    for (int[] pair : new int[][] {{0, 1}, {0, 2}, {1, 2}}) {
      worst = Math.max(worst, Math.abs(Welch.t(times[pair[0]], times[pair[1]])));
    }
    return worst;
  }

  private int warm(Prepare prepare, ToIntFunction<EdgeRequest> work) {
    String good = format.generate(random);
    prepare.good(good);
    int sum = 0;
    for (List<EdgeRequest> kind : kinds(good)) {
      for (EdgeRequest request : kind) {
        sum += work.applyAsInt(request) & 1;
      }
    }
    return sum;
  }

  /** First character wrong, last character wrong, all of them. */
  private List<List<EdgeRequest>> kinds(String good) {
    String body = good.substring(PREFIX.length(), good.length() - 6);
    List<EdgeRequest> first = new ArrayList<>();
    List<EdgeRequest> last = new ArrayList<>();
    List<EdgeRequest> unknown = new ArrayList<>();
    int end = body.length() - 1;
    for (int i = 0; i < BASE62.length(); i++) {
      char c = BASE62.charAt(i);
      if (c != body.charAt(0) && first.size() < POOL) {
        first.add(request(c + body.substring(1)));
      }
      if (c != body.charAt(end) && last.size() < POOL) {
        last.add(request(body.substring(0, end) + c));
      }
    }
    while (unknown.size() < POOL) {
      String other = format.generate(random);
      unknown.add(request(other.substring(PREFIX.length(), other.length() - 6)));
    }
    return List.of(first, last, unknown);
  }

  private EdgeRequest request(String body) {
    String key = PREFIX + body + sum(PREFIX + body);
    assertThat(format.judge(key)).isEqualTo(ApiKeyFormat.Verdict.PLAUSIBLE);
    return TestRequest.get("/").header("X-API-Key", key);
  }

  private static String sum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    StringBuilder digits = new StringBuilder();
    for (long rest = crc.getValue(); digits.length() < 6; rest /= BASE62.length()) {
      digits.append(BASE62.charAt((int) (rest % BASE62.length())));
    }
    return digits.reverse().toString();
  }
}
