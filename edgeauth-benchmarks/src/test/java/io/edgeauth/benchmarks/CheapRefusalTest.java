package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.edgeauth.pipeline.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CheapRefusalTest {

  private final CheapRefusal subject = new CheapRefusal();

  @ParameterizedTest
  @EnumSource
  void decide_each_refusedSo(CheapRefusal.By by) {
    subject.by = by;
    subject.setUp();
    assertThat(subject.decide()).isInstanceOf(Decision.Reject.class);
    subject.tearDown();
  }

  @Test
  void decide_forwarded_stopsTheRun() {
    subject.by = CheapRefusal.By.NO_ROUTE;
    subject.setUp();
    subject.request = new MemoryEdgeRequest("/orders/42", "");
    assertThatIllegalStateException().isThrownBy(subject::decide);
    subject.tearDown();
  }
}
