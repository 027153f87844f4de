package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.edgeauth.authn.Denial;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DeniedInCodeTest {

  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

  private final DeniedInCode denied = new DeniedInCode();

  private boolean denies(String jti, String subject, long issuedAt) {
    return denied.index().denies(new TokenMarks(jti, subject, null, issuedAt));
  }

  private boolean denies(String subject, Instant issuedAt) {
    return denies(null, subject, issuedAt.getEpochSecond());
  }

  @Test
  void deny_token_untilLifted() {
    assertThat(denies("t1", "alice", 0)).isFalse();
    denied.deny(Denial.token("t1"));
    assertThat(denies("t1", "alice", 0)).isTrue();
    assertThat(denies("t2", "alice", 0)).isFalse();
    assertThat(denies(null, "t1", 0)).isFalse();
    assertThat(denied.lift(Denial.token("t1"))).isTrue();
    assertThat(denies("t1", "alice", 0)).isFalse();
    assertThat(denied.lift(Denial.token("t1"))).isFalse();
  }

  @Test
  void deny_subject_allOfThem() {
    denied.deny(Denial.subject("alice"));
    assertThat(denies("alice", TIME)).isTrue();
    assertThat(denies(null, "alice", Long.MIN_VALUE)).isTrue();
    assertThat(denies(null, "alice", 253_402_300_799L)).isTrue();
    assertThat(denies("alice", null, 0)).isFalse();
    assertThat(denies("bob", TIME)).isFalse();
  }

  @Test
  void deny_subjectBefore_toTheSecond() {
    denied.deny(Denial.subjectBefore("alice", TIME));
    assertThat(denies("alice", TIME.minusSeconds(1))).isTrue();
    assertThat(denies("alice", TIME)).isFalse();
    assertThat(denies(null, "alice", Long.MIN_VALUE)).as("no iat").isTrue();
    denied.deny(Denial.subjectBefore("alice", TIME.plusNanos(1)));
    assertThat(denies("alice", TIME)).isTrue();
    assertThat(denies("alice", TIME.plusSeconds(1))).isFalse();
  }

  /** What one part of an application lifts does not undo what another has denied. */
  @Test
  void lift_oneOfSeveral_theOthersStay() {
    Denial early = Denial.subjectBefore("alice", TIME.minusSeconds(60));
    Denial late = Denial.subjectBefore("alice", TIME);
    denied.deny(late);
    denied.deny(early);
    denied.deny(Denial.subject("alice"));
    denied.deny(Denial.token("alice"));

    assertThat(denied.lift(Denial.subject("alice"))).isTrue();
    assertThat(denies("alice", TIME)).isFalse();
    assertThat(denies("alice", TIME.minusSeconds(1))).isTrue();
    assertThat(denied.lift(Denial.subjectBefore("alice", TIME.minusSeconds(30)))).isFalse();
    assertThat(denied.lift(late)).isTrue();
    assertThat(denies("alice", TIME.minusSeconds(60))).isFalse();
    assertThat(denies("alice", TIME.minusSeconds(61))).isTrue();
    assertThat(denied.lift(early)).isTrue();
    assertThat(denies(null, "alice", Long.MIN_VALUE)).isFalse();
    assertThat(denied.lift(early)).isFalse();
    assertThat(denies("alice", "bob", 0)).isTrue();
  }

  @Test
  void lift_neverDenied_changesNothing() {
    assertThat(denied.lift(Denial.subject("alice"))).isFalse();
    assertThat(denied.lift(Denial.token("t1"))).isFalse();
    denied.deny(Denial.subject("alice"));
    assertThat(denies("alice", TIME)).isTrue();
  }

  @Test
  void deny_aMillion_theNextChangesNothing() {
    for (int i = 0; i < 999_998; i++) {
      denied.deny(Denial.token("t" + i));
    }
    denied.deny(Denial.subjectBefore("alice", TIME));
    denied.deny(Denial.subjectBefore("alice", TIME)); // there already
    denied.deny(Denial.subject("bob"));

    for (Denial more :
        new Denial[] {
          Denial.token("x"), Denial.subject("carol"), Denial.subjectBefore("alice", Instant.MAX)
        }) {
      assertThatIllegalStateException()
          .isThrownBy(() -> denied.deny(more))
          .withMessageStartingWith("there are 1000000 denials (expected: ");
      assertThat(denied.lift(more)).isFalse();
    }
    assertThat(denies("x", "carol", TIME.getEpochSecond())).isFalse();
    assertThat(denies("alice", TIME)).isFalse();
    assertThat(denies("alice", TIME.minusSeconds(1))).isTrue();
    assertThatCode(() -> denied.deny(Denial.token("t7"))).doesNotThrowAnyException();

    assertThat(denied.lift(Denial.token("t7"))).isTrue();
    denied.deny(Denial.token("x"));
    assertThat(denies("x", null, 0)).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> denied.deny(Denial.token("t7")));
  }
}
