package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.ClaimMapping;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.json.JsonNumber;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TokenMarksTest {

  private static TokenMarks of(Map<String, Object> claims, String... subject) {
    return TokenMarks.of(claims, Stream.of(subject).map(ClaimPath::parse).toList());
  }

  @Test
  void of_defaultMapping_subjectOnce() {
    Map<String, Object> claims =
        Map.of("jti", "t1", "sub", "alice", "iat", new JsonNumber("1700000000"));
    assertThat(TokenMarks.of(claims, ClaimMapping.DEFAULTS.subject()))
        .isEqualTo(new TokenMarks("t1", "alice", null, 1_700_000_000L));
  }

  /** The first path that exists counts, as for the credential. */
  @Test
  void of_otherMapping_bothSubjects() {
    Map<String, Object> claims =
        Map.of("sub", "alice", "uid", "u-7", "deep", Map.of("id", "d-9"), "none", List.of());
    assertThat(of(claims, "uid", "sub")).isEqualTo(marks("alice", "u-7"));
    assertThat(of(claims, "missing", "deep.id")).isEqualTo(marks("alice", "d-9"));
    assertThat(of(claims, "sub", "uid")).isEqualTo(marks("alice", null));
    assertThat(of(claims, "none", "uid")).isEqualTo(marks("alice", null));
    assertThat(of(claims, "missing")).isEqualTo(marks("alice", null));
    assertThat(of(Map.of("uid", "u-7"), "uid")).isEqualTo(marks(null, "u-7"));
  }

  private static TokenMarks marks(String sub, String mapped) {
    return new TokenMarks(null, sub, mapped, Long.MIN_VALUE);
  }

  @Test
  void of_iat_roundedDownAndAbsentIsBeforeAnyTime() {
    assertThat(issuedAt(new JsonNumber("12"))).isEqualTo(12);
    assertThat(issuedAt(new JsonNumber("12.999"))).isEqualTo(12);
    assertThat(issuedAt(new JsonNumber("-0.5"))).isEqualTo(-1);
    assertThat(issuedAt(new JsonNumber("1e99"))).isEqualTo(Long.MIN_VALUE);
    assertThat(issuedAt("12")).isEqualTo(Long.MIN_VALUE);
    assertThat(of(Map.of(), "sub").issuedAt()).isEqualTo(Long.MIN_VALUE);
  }

  private static long issuedAt(Object iat) {
    return of(Map.of("iat", iat), "sub").issuedAt();
  }

  @Test
  void of_otherTypes_noMarks() {
    assertThat(of(Map.of("jti", new JsonNumber("1"), "sub", List.of("alice")), "sub"))
        .isEqualTo(marks(null, null));
  }

  @Test
  void toString_any_showsNothing() {
    assertThat(new TokenMarks("a", "b", "c", 1)).hasToString("TokenMarks[not shown]");
  }
}
