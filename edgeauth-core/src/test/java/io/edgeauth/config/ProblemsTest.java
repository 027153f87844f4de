package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProblemsTest {

  private final Problems problems = new Problems();

  /** C01: a person sees everything that is wrong, each at its line, in one go. */
  @Test
  void throwIfAny_fileWithTenFaults_allAtOnceWithTheirLines() {
    String yaml =
        """
        edgeauth:
          enabled: maybe
          request:
            max-credential-length: 65KB
          authenticators:
            user:
              jwt:
                audiance: api
                clock-skew: PT20M
                secret: ${SECRET}
                deny-list:
                algorithms: [RS256, {none: true}]
                clock-skew: 5s
          routes:
            - path: /a
            - path: !!java.net.URL [x]
        """;
    ConfigNode.Mapping tree = YamlSource.read("edgeauth.yaml", yaml, Map.of(), problems);
    readEverything(Section.of(tree, "", Path.of(""), problems).sectionOrEmpty("edgeauth"));

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(problems::throwIfAny)
        .satisfies(e -> assertThat(e.problems()).isEqualTo(problems.list()).hasSize(11))
        .withMessage(
            """
            11 problems in the configuration:
            edgeauth.yaml:2: edgeauth.enabled: maybe (expected: true or false)
            edgeauth.yaml:4: edgeauth.request.max-credential-length: 65KB (expected: 1KB to 64KB)
            edgeauth.yaml:7: edgeauth.authenticators.user.jwt.issuer: missing (expected: text)
            edgeauth.yaml:8: edgeauth.authenticators.user.jwt.audiance: unknown key (did you mean `audience`?)
            edgeauth.yaml:9: edgeauth.authenticators.user.jwt.clock-skew: PT20M (expected: 0s to 10m)
            edgeauth.yaml:10: edgeauth.authenticators.user.jwt.secret: environment variable SECRET is not set
            edgeauth.yaml:11: edgeauth.authenticators.user.jwt.deny-list: no value (leave the key out for the default)
            edgeauth.yaml:12: edgeauth.authenticators.user.jwt.algorithms[1]: a mapping (expected: text, or a list of texts)
            edgeauth.yaml:13: edgeauth.authenticators.user.jwt.clock-skew: duplicate key (first in line 9)
            edgeauth.yaml:16: edgeauth.routes[1].path: tags are not supported
            edgeauth.yaml:16: edgeauth.routes[1].path: a list (expected: text)""");
  }

  private static void readEverything(Section edge) {
    edge.flag("enabled", true);
    edge.sectionOrEmpty("request").size("max-credential-length", 16384, 1024, 65536);
    for (Section authenticator : edge.several("authenticators").sections().values()) {
      Section jwt = authenticator.sectionOrEmpty("jwt");
      jwt.requiredText("issuer");
      jwt.texts("audience", List.of());
      jwt.duration("clock-skew", Duration.ZERO, Duration.ZERO, Duration.ofMinutes(10));
      jwt.several("secret").secretTexts();
      jwt.file("deny-list");
      jwt.texts("algorithms", List.of());
      jwt.end();
      authenticator.end();
    }
    for (Section route : edge.several("routes").items()) route.requiredText("path");
    edge.end();
  }

  @Test
  void throwIfAny_none_returns() {
    assertThatCode(problems::throwIfAny).doesNotThrowAnyException();
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void throwIfAny_one_singular() {
    problems.add(new Origin("environment", 0), "", "empty");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(problems::throwIfAny)
        .withMessage("1 problem in the configuration:\nenvironment: empty");
  }

  @Test
  void list_severalSources_bySourceAndLineOnceEach() {
    problems.add(new Origin("b", 1), "k", "1");
    problems.add(new Origin("a", 10), "k", "2");
    problems.add(new Origin("a", 9), "k", "3");
    problems.add(new Origin("a", 9), "j", "4");
    problems.add(new Origin("a", 9), "k", "3");
    assertThat(problems.list()).extracting(Problem::message).containsExactly("3", "4", "2", "1");
  }

  @Test
  void found_longOrControlCharacters_cutAndEscaped() {
    assertThat(Shown.value("x".repeat(60))).isEqualTo("x".repeat(60));
    assertThat(Shown.value("x".repeat(61))).isEqualTo("x".repeat(60) + "…");
    assertThat(Shown.value("😀".repeat(61))).isEqualTo("😀".repeat(60) + "…");
    assertThat(Shown.value("a\r\n\u001b\u202e\u2028\ud800é"))
        .isEqualTo("a\\u000d\\u000a\\u001b\\u202e\\u2028\\ud800é");
    assertThat(Shown.value("")).isEqualTo("\"\"");
  }

  @Test
  void toString_ofEveryNode_showsNoValue() {
    ConfigNode.Mapping tree =
        YamlSource.read("f", "key: hunter2\nlist: [hunter2]\nnone:\n", Map.of(), problems);
    assertThat(tree).hasToString("mapping at f:1");
    assertThat(tree.entries().get("key")).hasToString("scalar at f:1");
    assertThat(tree.entries().get("list")).hasToString("sequence at f:2");
    assertThat(tree.entries().get("none").toString()).startsWith("null at f:");
    Section section = Section.of(tree, "", Path.of(""), problems);
    assertThat(section.toString()).doesNotContain("hunter2");
    assertThat(new ScalarReader("hunter2", tree.origin(), "key", problems)).hasToString("key");
    assertThat(new NodeReader(tree, tree.origin(), "key", problems).toString())
        .doesNotContain("hunter2");
    assertThat(new Placeholders(Map.of("A", "hunter2")).replace("${A}").toString())
        .doesNotContain("hunter2");
  }

  @Test
  void origin_negativeLine_misuse() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Origin("f", -1));
    assertThat(new Origin("edgeauth.yaml", 12)).hasToString("edgeauth.yaml:12");
    assertThat(new Origin("environment", 0)).hasToString("environment");
  }
}
