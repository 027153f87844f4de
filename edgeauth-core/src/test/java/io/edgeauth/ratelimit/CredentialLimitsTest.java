package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.identity.Allowance;
import io.edgeauth.identity.Credential;
import io.edgeauth.identity.Identity;
import io.edgeauth.ratelimit.CredentialLimits.Found;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CredentialLimitsTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static Identity with(Allowance allowance) {
    return Identity.of(Credential.builder("api-key").allowance(allowance).build(), "key");
  }

  private static RateLimit own(RateLimit base, long permits, Duration per) {
    CredentialLimits limits = CredentialLimits.of(LimitRule.of("a", base), Map.of(), null);
    Found found = limits.of(with(Allowance.of(null, new Allowance.Rate(permits, per))));
    List<KeyedLimit> instead = ((Found.Own) found).limits();
    assertThat(instead).hasSize(1);
    assertThat(instead.get(0).rule().name()).isEqualTo("a");
    return instead.get(0).rule().limit();
  }

  /** Whom it counts, and what a store's failure means, is the limit's to say. */
  @Test
  void own_rate_keysOfTheLimit() {
    RateLimit base =
        RateLimit.fixedWindow(3, MINUTE)
            .by(LimitKey.CLIENT, LimitKey.ROUTE)
            .ipv6Prefix(48)
            .onStoreFailure(StoreFailure.DENY)
            .cost(2);
    RateLimit own = own(base, 100, MINUTE);
    assertThat(own.algorithm()).isEqualTo(Algorithm.TOKEN_BUCKET);
    assertThat(own.permits()).isEqualTo(100);
    assertThat(own.keys()).isEqualTo(base.keys());
    assertThat(own.ipv6Prefix()).isEqualTo(48);
    assertThat(own.onStoreFailure()).isEqualTo(StoreFailure.DENY);
    assertThat(own.cost()).isEqualTo(2);
  }

  /** L08: what a key may say and no limit can is brought into bounds, never above what it says. */
  @Test
  void own_outOfBounds_saturated() {
    RateLimit base = RateLimit.tokenBucket(10, MINUTE).cost(5);
    assertThat(own(base, 1, MINUTE).cost()).isEqualTo(1);
    assertThat(own(base, Long.MAX_VALUE, MINUTE).permits()).isEqualTo(RateLimit.MAX_PERMITS);
    assertThat(own(base, Long.MAX_VALUE, Duration.ofMillis(1)).permits()).isEqualTo(1_000_000);
    RateLimit century = own(base, 36_600, Duration.ofDays(36_600));
    assertThat(century.permits()).isEqualTo(366);
    assertThat(century.period()).isEqualTo(new LimitPeriod.Lasting(Duration.ofDays(366)));
  }

  @Test
  void own_besidePlan_wins() {
    RateLimit base = RateLimit.tokenBucket(10, MINUTE);
    Plan plan = new Plan(RateLimit.tokenBucket(20, MINUTE), null);
    CredentialLimits limits =
        CredentialLimits.of(LimitRule.of("a", base), Map.of("gold", plan), null);
    Found both = limits.of(with(Allowance.of("gold", new Allowance.Rate(7, MINUTE))));
    assertThat(((Found.Own) both).limits().get(0).rule().limit().permits()).isEqualTo(7);
    Found planned = limits.of(with(Allowance.of("gold", null)));
    assertThat(((Found.Own) planned).limits().get(0).rule().limit().permits()).isEqualTo(20);
    assertThat(limits.of(Identity.ANONYMOUS)).isInstanceOf(Found.None.class);
  }

  @Test
  void plan_smallerThanOneCost_refused() {
    RateLimit base = RateLimit.tokenBucket(10, MINUTE).cost(5);
    Plan small = new Plan(RateLimit.tokenBucket(4, MINUTE), null);
    assertThatThrownBy(
            () -> CredentialLimits.of(LimitRule.of("a", base), Map.of("tin", small), null))
        .hasMessage("cost: 5, more than plan tin can give at once (expected: at most 4)");
  }
}
