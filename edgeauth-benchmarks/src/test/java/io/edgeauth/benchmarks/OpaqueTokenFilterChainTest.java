package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OpaqueTokenFilterChainTest {

  private final OpaqueTokenFilterChain subject = new OpaqueTokenFilterChain();

  @BeforeEach
  void setUp() throws Exception {
    subject.setUp();
  }

  @AfterEach
  void close() {
    subject.tearDown();
  }

  @Test
  void handle_activeToken_reachesTheApplicationEveryTimeAndAsksOnce() throws Exception {
    assertThat(subject.handle()).isEqualTo(Exchange.IDENTIFIED);
    assertThat(subject.handle()).isEqualTo(Exchange.IDENTIFIED);
    assertThat(subject.opaque.server().asked()).isEqualTo(1);
  }

  @Test
  void filter_activeToken_tellsTheApplicationWhoItIsAndKeepsTheToken() throws Exception {
    AtomicReference<HttpServletRequest> seen = new AtomicReference<>();

    subject.filter.doFilter(
        new MemoryRequest(subject.authorization),
        new MemoryResponse(),
        (request, response) -> seen.set((HttpServletRequest) request));

    assertThat(seen.get().getHeader("X-User-Id")).isEqualTo(Claims.valid(0).subject());
    assertThat(seen.get().getHeader("Authorization")).isNull();
  }

  @Test
  void handle_inactiveToken_stopsTheRun() {
    subject.authorization = "Bearer " + TokenServer.random();

    assertThatThrownBy(subject::handle)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("resetBuffer");
  }
}
