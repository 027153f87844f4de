package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BareChainTest {

  @Test
  void handle_anyRequest_reachesTheApplication() throws Exception {
    BareChain subject = new BareChain();
    subject.setUp();

    assertThat(subject.handle()).isEqualTo(204);
  }
}
