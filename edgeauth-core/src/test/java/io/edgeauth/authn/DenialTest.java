package io.edgeauth.authn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DenialTest {

  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void of_blankValue_refused(String blank) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Denial.token(blank))
        .withMessage("a blank jti (expected: that of the token)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Denial.subject(blank))
        .withMessage("a blank subject (expected: that of the tokens)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Denial.subjectBefore(blank, TIME))
        .withMessage("a blank subject (expected: that of the tokens)");
  }

  @Test
  void of_value_kept() {
    assertThat(Denial.token(" a ")).isEqualTo(new Denial.Token(" a "));
    assertThat(Denial.subject("alice")).isEqualTo(new Denial.Subject("alice", Instant.MAX));
    assertThat(Denial.subjectBefore("alice", TIME)).isEqualTo(new Denial.Subject("alice", TIME));
  }

  @Test
  void equals_anotherKindOrValue_differs() {
    List<Denial> denials =
        List.of(
            Denial.token("alice"),
            Denial.token("Alice"),
            Denial.subject("alice"),
            Denial.subject("Alice"),
            Denial.subjectBefore("alice", TIME),
            Denial.subjectBefore("alice", TIME.plusNanos(1)));
    assertThat(denials).doesNotHaveDuplicates();
  }

  /** C05: a denial that is logged by chance tells nobody of whom it is. */
  @Test
  void toString_eachKind_showsItAlone() {
    assertThat(Denial.token("planted")).hasToString("Token[not shown]");
    assertThat(Denial.subject("planted")).hasToString("Subject[not shown]");
    assertThat(Denial.subjectBefore("planted", TIME)).hasToString("Subject[not shown]");
  }
}
