package io.edgeauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.http.HeaderField;
import io.edgeauth.pipeline.Decision;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class EdgeAuthDecideTest {

  private final EdgeAuthDecide subject = new EdgeAuthDecide();

  @ParameterizedTest
  @CsvSource({"RS256, false", "RS256, true", "ES256, false", "ES256, true"})
  void decideFirstSight_wholeCircle_forwardsEveryTokenOnceAsItsOwnSubject(
      SigningAlgorithm algorithm, boolean cached) throws Exception {
    EdgeAuthDecide.FirstSight state = new EdgeAuthDecide.FirstSight();
    state.algorithm = algorithm;
    state.cached = cached;
    state.tokens = 20;
    state.setUp();

    Set<String> subjects = new HashSet<>();
    for (int i = 0; i < state.requests.size(); i++) {
      subjects.add(forwarded(subject.decideFirstSight(state)).identity().subject());
    }
    state.tearDown();

    assertThat(subjects).hasSameSizeAs(state.requests).contains(Claims.valid(7).subject());
  }

  @Test
  void firstSight_defaultCircle_isAHundredTimesWhatIsRemembered() {
    assertThat(new EdgeAuthDecide.FirstSight().tokens)
        .isGreaterThanOrEqualTo(100 * EdgeAuthDecide.FirstSight.CACHE);
  }

  @ParameterizedTest
  @EnumSource(names = {"RS256", "ES256"})
  void decideSeenBefore_sameToken_forwardsTheSameIdentityEveryTime(SigningAlgorithm algorithm)
      throws Exception {
    EdgeAuthDecide.SeenBefore state = seenBefore(algorithm);

    Decision.Forward first = forwarded(subject.decideSeenBefore(state));
    Decision.Forward second = forwarded(subject.decideSeenBefore(state));
    state.tearDown();

    assertThat(first.identity().subject()).isEqualTo(Claims.valid(0).subject());
    assertThat(second.identity().credentials().get(0))
        .isSameAs(first.identity().credentials().get(0));
  }

  @Test
  void decideSeenBefore_defaultMappings_setsSixIdentityHeadersAndMore() throws Exception {
    EdgeAuthDecide.SeenBefore state = seenBefore(SigningAlgorithm.ES256);

    Decision.Forward forward = forwarded(subject.decideSeenBefore(state));
    state.tearDown();

    assertThat(forward.headers().fields())
        .extracting(HeaderField::name)
        .contains(
            "X-User-Id",
            "X-User-Email",
            "X-User-Role",
            "X-User-Scope",
            "X-Client-Id",
            "X-Tenant-Id",
            "X-Auth-Method",
            "X-Request-Id");
    assertThat(forward.headers().removes("Authorization")).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void decideSeenBefore_tokenSpoiled_stopsTheRun(SpoiledToken spoiled) throws Exception {
    EdgeAuthDecide.SeenBefore state = seenBefore(SigningAlgorithm.ES256);
    state.request = EdgeAuthDecide.request(spoiled.of(state.tokens));

    assertThatThrownBy(() -> subject.decideSeenBefore(state))
        .isInstanceOf(IllegalStateException.class);
    state.tearDown();
  }

  @ParameterizedTest
  @EnumSource
  void decideRefused_rs256TokenSpoiled_refusesEveryTime(SpoiledToken spoiled) throws Exception {
    assertRefused(SigningAlgorithm.RS256, spoiled);
  }

  @ParameterizedTest
  @EnumSource
  void decideRefused_es256TokenSpoiled_refusesEveryTime(SpoiledToken spoiled) throws Exception {
    assertRefused(SigningAlgorithm.ES256, spoiled);
  }

  @Test
  void decideRefused_validToken_stopsTheRun() throws Exception {
    EdgeAuthDecide.Refused state = refused(SigningAlgorithm.ES256, SpoiledToken.EXPIRED);
    state.request = EdgeAuthDecide.request(state.tokens.valid());

    assertThatThrownBy(() -> subject.decideRefused(state))
        .isInstanceOf(IllegalStateException.class);
    state.tearDown();
  }

  private void assertRefused(SigningAlgorithm algorithm, SpoiledToken spoiled) throws Exception {
    EdgeAuthDecide.Refused state = refused(algorithm, spoiled);

    Decision first = subject.decideRefused(state);
    Decision second = subject.decideRefused(state);
    state.tearDown();

    assertThat(first).isInstanceOf(Decision.Reject.class);
    assertThat(((Decision.Reject) first).problem().status()).isEqualTo(401);
    assertThat(((Decision.Reject) second).problem().status()).isEqualTo(401);
  }

  private static Decision.Forward forwarded(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Forward.class);
    return (Decision.Forward) decision;
  }

  private static EdgeAuthDecide.SeenBefore seenBefore(SigningAlgorithm algorithm) throws Exception {
    EdgeAuthDecide.SeenBefore state = new EdgeAuthDecide.SeenBefore();
    state.algorithm = algorithm;
    state.setUp();
    return state;
  }

  private static EdgeAuthDecide.Refused refused(SigningAlgorithm algorithm, SpoiledToken spoiled)
      throws Exception {
    EdgeAuthDecide.Refused state = new EdgeAuthDecide.Refused();
    state.algorithm = algorithm;
    state.spoiled = spoiled;
    state.setUp();
    return state;
  }
}
