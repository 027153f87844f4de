package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ApiKeyFilterChainTest {

  private final ApiKeyFilterChain subject = new ApiKeyFilterChain();

  @AfterEach
  void closeGateway() {
    subject.tearDown();
  }

  @ParameterizedTest
  @EnumSource
  void handle_knownKey_reachesTheApplicationEveryTime(KeyPlace keys) throws Exception {
    setUp(keys);

    assertThat(subject.handle()).isEqualTo(Exchange.ANONYMOUS);
    assertThat(subject.handle()).isEqualTo(Exchange.ANONYMOUS);
  }

  @ParameterizedTest
  @EnumSource
  void filter_knownKey_tellsTheApplicationItsOwnerAndKeepsTheKey(KeyPlace keys) throws Exception {
    setUp(keys);
    AtomicReference<HttpServletRequest> seen = new AtomicReference<>();

    subject.filter.doFilter(
        MemoryRequest.withApiKey(subject.key),
        new MemoryResponse(),
        (request, response) -> seen.set((HttpServletRequest) request));

    assertThat(seen.get().getHeader("X-Client-Id")).isEqualTo("partner-0");
    assertThat(seen.get().getHeader("X-API-Key")).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void handle_otherKey_stopsTheRun(KeyPlace keys) {
    setUp(keys);
    try (KeyedGateway other = KeyedGateway.with(keys)) {
      subject.key = other.issue();
    }

    assertThatThrownBy(subject::handle)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("resetBuffer");
  }

  private void setUp(KeyPlace keys) {
    subject.keys = keys;
    subject.setUp();
  }
}
