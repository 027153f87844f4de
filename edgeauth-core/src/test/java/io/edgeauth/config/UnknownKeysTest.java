package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Covers the unknown and misspelt keys of C01. */
final class UnknownKeysTest {

  private final Problems problems = new Problems();

  @ParameterizedTest
  @CsvSource({
    "audiance, audience",
    "audence, audience",
    "audiences, audience",
    "uadience, audience",
    "Audience, audience",
    "clock_skew, clock-skew",
    "clockSkew, clock-skew",
    "CLOCKSKEW, clock-skew",
    "claims-skew, ",
    "kay, key",
    "k, ",
    "audit, ",
  })
  void end_misspeltKey_nearestKnownOneIsNamed(String written, String meant) {
    end(written);
    String hint =
        meant == null
            ? "(known here: audience, clock-skew, key)"
            : "(did you mean `" + meant + "`?)";
    assertThat(problems.list()).extracting(Problem::message).containsExactly("unknown key " + hint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"audience", "clock-skew", "key"})
  void end_knownKey_noProblem(String written) {
    end(written);
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void end_keyOfAttacker_escapedAndCut() {
    end("\"a\\n\\e[31m" + "x".repeat(100_000) + "\"");
    assertThat(problems.list().get(0).keyPath())
        .isEqualTo("root['a\\u000a\\u001b[31m" + "x".repeat(53) + "…']");
  }

  @Test
  void end_valueOfUnknownKey_notShown() {
    end("secrte");
    assertThat(problems.list().get(0).toString()).doesNotContain("value-of-it");
  }

  private void end(String key) {
    ConfigNode.Mapping tree =
        YamlSource.read("f", "? " + key + "\n: value-of-it\n", Map.of(), problems);
    Section section = Section.of(tree, "root", Path.of(""), problems);
    section.has("audience");
    section.text("clock-skew");
    section.texts("key", List.of());
    section.end();
  }
}
