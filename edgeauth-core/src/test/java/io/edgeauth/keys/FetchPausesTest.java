package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** K15: whatever an issuer says, its set is fetched neither too often nor too seldom. */
final class FetchPausesTest {

  private static FetchPauses pauses(long cooldown, long refreshInterval) {
    return new FetchPauses(Duration.ofSeconds(cooldown), Duration.ofSeconds(refreshInterval));
  }

  /**
   * Seconds throughout: cooldown, refresh interval, freshness; then between what the pauses are.
   */
  @ParameterizedTest
  @CsvSource({
    "30, 300, 300, 270, 300",
    "30, 300, 100, 90, 100",
    "30, 300, 40, 36, 40",
    "30, 300, 31, 30, 33",
    "30, 300, 30, 30, 33",
    "30, 31, 30, 30, 31",
    "30, 30, 30, 30, 30",
    "1, 86400, 86400, 77760, 86400",
    "3600, 86400, 3600, 3600, 3960",
  })
  void afterSuccess_betweenCooldownAndRefreshInterval(
      long cooldown, long refreshInterval, long fresh, long least, long most) {
    FetchPauses pauses = pauses(cooldown, refreshInterval);
    long[] seen =
        LongStream.generate(() -> pauses.afterSuccess(Duration.ofSeconds(fresh)).toNanos())
            .limit(5_000)
            .toArray();

    assertThat(LongStream.of(seen).min().orElseThrow())
        .isGreaterThanOrEqualTo(least * 1_000_000_000);
    assertThat(LongStream.of(seen).max().orElseThrow()).isLessThanOrEqualTo(most * 1_000_000_000);
    if (most > least) {
      assertThat(LongStream.of(seen).distinct().count()).isGreaterThan(4_000);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "4, 8", "5, 16", "6, 30", "7, 30", "2000000000, 30"})
  void afterFailures_doublesUpToTheCooldown(int inARow, long seconds) {
    assertThat(pauses(30, 300).afterFailures(inARow)).hasSeconds(seconds);
  }

  @Test
  void afterFailures_shortCooldown_neverMore() {
    assertThat(pauses(1, 300).afterFailures(1)).hasSeconds(1);
    assertThat(pauses(1, 300).afterFailures(9)).hasSeconds(1);
  }
}
