package io.edgeauth.forward.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.TokenDigest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.forward.exchange.ExchangeOutcome.Exchanged;
import io.edgeauth.http.HeaderField;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long a new token is remembered, where the end of the client's own is an odd one. */
final class ExchangeCacheTest {

  private static final TokenDigest SUBJECT = new TokenDigest(1, 2, 3, 4);
  private static final Exchanged TOKEN =
      new Exchanged(new HeaderField("Authorization", "Bearer new"));

  private final TestRuntime runtime = TestRuntime.start();
  private final ExchangeCache cache = new ExchangeCache(10, runtime.runtime());

  @AfterEach
  void end() {
    runtime.close();
  }

  private ExchangeOutcome remembered(Instant end) {
    cache.put(SUBJECT, TOKEN, Duration.ofMinutes(2), end, cache.asked(SUBJECT));
    return cache.known(SUBJECT, end);
  }

  /** An authenticator of a user's own may say so that its tokens never end. */
  @Test
  void put_endThatNoClockReaches_rememberedUntilTheMargin() {
    assertThat(remembered(Instant.MAX)).isSameAs(TOKEN);

    runtime.clock().advance(Duration.ofSeconds(90).minusMillis(1));
    assertThat(cache.known(SUBJECT, Instant.MAX)).isSameAs(TOKEN);
    runtime.clock().advance(Duration.ofMillis(1));
    assertThat(cache.known(SUBJECT, Instant.MAX)).isNull();
  }

  @Test
  void put_endBeforeThat_neverPastIt() {
    Instant end = TestRuntime.NOW.plusSeconds(10);
    assertThat(remembered(end)).isSameAs(TOKEN);

    runtime.clock().advance(Duration.ofSeconds(10));

    assertThat(cache.known(SUBJECT, null)).isNull();
  }

  @Test
  void put_endHasPassed_notRemembered() {
    assertThat(remembered(Instant.MIN)).isNull();
    assertThat(cache.known(SUBJECT, null)).isNull();
  }
}
