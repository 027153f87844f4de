package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.apikey.ApiKey;
import io.edgeauth.authn.apikey.ApiKeyUsage;
import io.edgeauth.authn.apikey.KnownApiKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KeyStateTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant BEFORE = NOW.minusNanos(1);
  private static final Instant AFTER = NOW.plusNanos(1);

  private static KnownApiKey key(
      @Nullable Instant notBefore,
      @Nullable Instant expires,
      @Nullable Instant revoked,
      Instant... overlaps) {
    ApiKey key =
        new ApiKey(
            "key_a", null, "acme", null, Set.of(), Set.of(), List.of(), List.of(), null, null, NOW,
            notBefore, expires, revoked);
    return new KnownApiKey(key, ApiKeyUsage.NONE, List.of(overlaps));
  }

  private static KeyState state(KnownApiKey key) {
    return KeyState.of(key, NOW);
  }

  @Test
  void of_boundaries_asRequestsAreJudged() {
    assertThat(state(key(null, null, null))).isEqualTo(KeyState.GOOD);
    assertThat(state(key(NOW, AFTER, null, NOW))).isEqualTo(KeyState.GOOD);
    assertThat(state(key(AFTER, null, null))).isEqualTo(KeyState.NOT_YET);
    assertThat(state(key(null, NOW, null))).isEqualTo(KeyState.EXPIRED);
    assertThat(state(key(null, null, null, AFTER))).isEqualTo(KeyState.ROTATING);
    assertThat(state(key(null, null, BEFORE))).isEqualTo(KeyState.REVOKED);
  }

  @Test
  void of_several_theFirstThatRefuses() {
    assertThat(state(key(AFTER, BEFORE, BEFORE, AFTER))).isEqualTo(KeyState.REVOKED);
    assertThat(state(key(AFTER, BEFORE, null, AFTER))).isEqualTo(KeyState.EXPIRED);
    assertThat(state(key(AFTER, AFTER, null, AFTER))).isEqualTo(KeyState.NOT_YET);
  }

  @Test
  void overlaps_onlyWhatStillWorks() {
    Instant later = NOW.plusSeconds(9);
    assertThat(KeyState.overlaps(key(null, null, null, later, NOW, AFTER), NOW))
        .containsExactly(AFTER, later);
    assertThat(KeyState.overlaps(key(null, AFTER, null, later), NOW)).containsExactly(AFTER);
    assertThat(KeyState.overlaps(key(null, NOW, null, later), NOW)).isEmpty();
    assertThat(KeyState.overlaps(key(null, null, NOW, later), NOW)).isEmpty();
  }
}
