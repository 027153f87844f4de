package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.edgeauth.http.HeaderField;
import io.edgeauth.pipeline.Decision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OpaqueTokenDecideTest {

  private final OpaqueTokenDecide subject = new OpaqueTokenDecide();

  @BeforeEach
  void setUp() throws Exception {
    subject.setUp();
  }

  @AfterEach
  void close() {
    subject.tearDown();
  }

  @Test
  void decide_sameToken_forwardsWhomTheServerNamedAndAsksOnce() {
    Decision.Forward first = (Decision.Forward) subject.decide();
    Decision.Forward second = (Decision.Forward) subject.decide();

    assertThat(first.headers().fields())
        .contains(
            new HeaderField("X-User-Id", Claims.valid(0).subject()),
            new HeaderField("X-User-Scope", "orders:read orders:write"),
            new HeaderField("X-Client-Id", "web"),
            new HeaderField("X-Tenant-Id", "acme"));
    assertThat(second.identity().credentials().get(0))
        .isSameAs(first.identity().credentials().get(0));
    assertThat(subject.opaque.server().asked()).isEqualTo(1);
  }

  @Test
  void decide_inactiveToken_stopsTheRun() {
    subject.request = new MemoryEdgeRequest("Bearer " + TokenServer.random());

    assertThatIllegalStateException().isThrownBy(subject::decide);
    assertThat(subject.opaque.server().asked()).isEqualTo(1);
  }
}
