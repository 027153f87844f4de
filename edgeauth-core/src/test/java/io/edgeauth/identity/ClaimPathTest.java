package io.edgeauth.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgeauth.json.JsonNumber;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClaimPathTest {

  @Test
  void parse_writings_segments() {
    assertThat(ClaimPath.parse("scope").segments()).containsExactly("scope");
    assertThat(ClaimPath.parse("a.b.c").segments()).containsExactly("a", "b", "c");
    assertThat(ClaimPath.parse("['https://x.example/roles']").segments())
        .containsExactly("https://x.example/roles");
    assertThat(ClaimPath.parse("a['b.c'].d").segments()).containsExactly("a", "b.c", "d");
    assertThat(ClaimPath.parse("['a.b']['c']").segments()).containsExactly("a.b", "c");
    assertThat(ClaimPath.parse("a.['b.c']").segments()).containsExactly("a", "b.c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "a.", ".a", "a..b", "['a", "['']", "[a]", "a[0]", "a]", "a'b", "['a']b"})
  void parse_noPath_refused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClaimPath.parse(text))
        .withMessageContaining("expected: a claim path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.b", "['a.b'].c", "['x:y']", "a['b.c']", "['it''s']"})
  void toString_parsedAgain_equal(String text) {
    ClaimPath path = ClaimPath.parse(text);
    assertThat(ClaimPath.parse(path.toString())).isEqualTo(path);
  }

  @Test
  void in_wayThroughOtherThings_null() {
    ClaimPath path = ClaimPath.parse("a.b");
    assertThat(path.in(Map.of("a", Map.of("b", "x")))).isEqualTo("x");
    assertThat(path.in(Map.of("a.b", "x"))).isNull();
    assertThat(path.in(Map.of("a", List.of("b")))).isNull();
    assertThat(path.in(Map.of("a", "b"))).isNull();
    Map<String, Object> holdsNull = new HashMap<>();
    holdsNull.put("a", null);
    assertThat(path.in(holdsNull)).isNull();
  }

  @Test
  void isAnyOf_scalars_byTheirText() {
    ClaimPath path = ClaimPath.parse("a");
    assertThat(path.isAnyOf(Map.of("a", "x"), Set.of("x", "y"))).isTrue();
    assertThat(path.isAnyOf(Map.of("a", "X"), Set.of("x"))).isFalse();
    assertThat(path.isAnyOf(Map.of("a", List.of("z", "y")), Set.of("x", "y"))).isTrue();
    assertThat(path.isAnyOf(Map.of("a", new JsonNumber("1")), Set.of("1"))).isTrue();
    assertThat(path.isAnyOf(Map.of("a", new JsonNumber("1.0")), Set.of("1"))).isFalse();
    assertThat(path.isAnyOf(Map.of("a", true), Set.of("true"))).isTrue();
    assertThat(path.isAnyOf(Map.of("a", Map.of("x", 1)), Set.of("x", "{x=1}"))).isFalse();
    assertThat(path.isAnyOf(Map.of("a", List.of(List.of("x"))), Set.of("x", "[x]"))).isFalse();
    assertThat(path.isAnyOf(Map.of(), Set.of("null"))).isFalse();
  }
}
