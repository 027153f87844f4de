package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.edgeauth.http.HeaderField;
import io.edgeauth.pipeline.Decision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ApiKeyDecideTest {

  private final ApiKeyDecide subject = new ApiKeyDecide();

  @AfterEach
  void closeGateway() {
    subject.tearDown();
  }

  @ParameterizedTest
  @EnumSource
  void decide_sameKey_forwardsItsOwnerEveryTime(KeyPlace keys) {
    setUp(keys);

    Decision.Forward first = (Decision.Forward) subject.decide();
    Decision.Forward second = (Decision.Forward) subject.decide();

    assertThat(first.headers().fields())
        .contains(
            new HeaderField("X-Client-Id", "partner-0"), new HeaderField("X-Tenant-Id", "acme"));
    // From a database it is read once: what was made of it then is there again.
    assertThat(second.identity().credentials().get(0))
        .isSameAs(first.identity().credentials().get(0));
  }

  @ParameterizedTest
  @EnumSource
  void decide_otherKey_stopsTheRun(KeyPlace keys) {
    setUp(keys);
    try (KeyedGateway other = KeyedGateway.with(keys)) {
      subject.request = MemoryEdgeRequest.withApiKey(other.issue());
    }

    assertThatIllegalStateException().isThrownBy(subject::decide);
  }

  private void setUp(KeyPlace keys) {
    subject.keys = keys;
    subject.setUp();
  }
}
