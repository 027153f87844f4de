package io.edgeauth.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.edgeauth.ratelimit.Acquisition.Refused;
import io.edgeauth.ratelimit.RateLimiter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalLimitingTest {

  private final LocalLimiting subject = new LocalLimiting();
  private final LocalLimiting.Keys keys = new LocalLimiting.Keys();
  private final LocalLimiting.Order order = new LocalLimiting.Order();

  @ParameterizedTest
  @ValueSource(ints = {1, 5_000})
  void limiting_everySubject_grants(int number) {
    keys.keys = number;
    keys.setUp();
    LocalLimiting.EdgeAuthLimiter ours = new LocalLimiting.EdgeAuthLimiter();
    LocalLimiting.Buckets buckets = new LocalLimiting.Buckets();
    LocalLimiting.Resilience resilience = new LocalLimiting.Resilience();
    LocalLimiting.Guava guava = new LocalLimiting.Guava();
    ours.setUp(keys);
    buckets.setUp(keys);
    resilience.setUp(keys);
    guava.setUp(keys);
    assertThat(buckets.limiters).hasSize(number);
    int guavaGrants = 0;
    for (int i = 0; i < 100; i++) {
      assertThat(subject.edgeAuth(keys, order, ours)).isNotNull();
      assertThat(subject.bucket4j(keys, order, buckets)).isTrue();
      assertThat(subject.bucket4jWithRemaining(keys, order, buckets)).isNotNull();
      assertThat(subject.resilience4j(keys, order, resilience)).isTrue();
      guavaGrants += subject.guava(keys, order, guava) ? 1 : 0;
    }
    assertThat(guavaGrants).isPositive();
  }

  @Test
  void limiting_refused_stopsTheRun() {
    keys.keys = 1;
    keys.setUp();
    LocalLimiting.EdgeAuthLimiter ours = new LocalLimiting.EdgeAuthLimiter();
    ours.setUp(keys);
    ours.limiter =
        (RateLimiter)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {RateLimiter.class},
                (proxy, method, arguments) -> new Refused(List.of()));
    assertThatIllegalStateException().isThrownBy(() -> subject.edgeAuth(keys, order, ours));
  }

  @Test
  void bytes_fewKeys_everyLimiterIsTold() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LimiterBytes.print(20_000, new PrintStream(out, true, UTF_8));
    assertThat(out.toString(UTF_8))
        .containsPattern("EdgeAuth: \\d+ bytes a key\\s+Bucket4j: \\d{3} bytes")
        .containsPattern("Resilience4j: \\d{3} bytes a key\\s+Guava: \\d{3} bytes");
  }
}
