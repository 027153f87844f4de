package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.ratelimit.RateLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class AlgorithmPictureTest {

  private static final Duration TEN = Duration.ofSeconds(10);

  @Test
  @Timeout(60)
  void draw_again_asInTheDocumentation() throws Exception {
    assertThat(Path.of("..", "docs", "images", "rate-limits.svg"))
        .hasContent(AlgorithmPicture.draw());
  }

  @Test
  void main_file_holdsThePicture() throws Exception {
    Path file = Files.createTempFile("picture", ".svg");
    AlgorithmPicture.main(file.toString());
    assertThat(file).hasContent(AlgorithmPicture.draw());
    Files.delete(file);
  }

  /** What the documentation says beside the picture. */
  @Test
  @DisplayName("L06: twice as many pass around the edge of a fixed window, and of no other")
  void passed_eachAlgorithm_asIsSaid() {
    assertThat(most(RateLimit.fixedWindow(10, TEN))).isEqualTo(20);
    assertThat(most(RateLimit.slidingWindow(10, TEN))).isEqualTo(11);
    assertThat(most(RateLimit.tokenBucket(10, TEN))).isEqualTo(19);
    assertThat(most(RateLimit.tokenBucket(10, TEN).burst(1))).isEqualTo(10);
    List<Integer> even = leaky();
    assertThat(AlgorithmPicture.mostWithinPeriod(even)).isEqualTo(10);
    for (int i = 1; i < even.size(); i++) {
      assertThat(even.get(i) - even.get(i - 1)).isGreaterThanOrEqualTo(999);
    }
  }

  private static int most(RateLimit limit) {
    return AlgorithmPicture.mostWithinPeriod(AlgorithmPicture.passed(limit));
  }

  private static List<Integer> leaky() {
    return AlgorithmPicture.passed(
        RateLimit.leakyBucket(10, TEN).queue(5).maxWait(Duration.ofSeconds(5)));
  }
}
