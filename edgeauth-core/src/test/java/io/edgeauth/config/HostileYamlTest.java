package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C09: a configuration is data; nothing in it is evaluated, made, looked up or multiplied. */
final class HostileYamlTest {

  private static final class Loaded {
    static final AtomicBoolean MADE = new AtomicBoolean();

    @SuppressWarnings("unused") // what a reader of tags would call
    Loaded() {
      MADE.set(true);
    }
  }

  private final Problems problems = new Problems();

  private ConfigNode.Mapping read(String yaml) {
    return YamlSource.read("f", yaml, Map.of("HOME", "#{7*7}"), problems);
  }

  /** What template languages, Spring, log4j and XML would do something with. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "#{T(java.lang.Runtime).getRuntime().exec('touch /x')}",
        "#{systemProperties['user.home']}",
        "%{(#a=1)}",
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
        "<java><object class=\"java.lang.ProcessBuilder\"/></java>",
        "rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA==",
        "{{7*7}}",
        "<%= 7*7 %>",
        "$(id)",
        "`id`",
        "../../../etc/passwd",
        "jndi:ldap://127.0.0.1/a",
        "!!javax.script.ScriptEngineManager [x]",
        "@value@"
      })
  void read_expression_staysText(String expression) {
    ConfigNode.Mapping tree = read("a: '" + expression.replace("'", "''") + "'\n");
    assertThat(problems.list()).isEmpty();
    Section section = Section.of(tree, "", Path.of(""), problems);
    assertThat(section.text("a")).isEqualTo(expression);
  }

  /** What a variable holds is text, too. */
  @Test
  void read_expressionInVariable_staysText() {
    Section section = Section.of(read("a: ${HOME}\n"), "", Path.of(""), problems);
    assertThat(section.text("a")).isEqualTo("#{7*7}");
  }

  /** Behind the colon stands a default, whatever other tools would look up there. */
  @Test
  void read_otherLookups_problemOrText() {
    String yaml = "a: '${jndi:ldap://127.0.0.1/a}'\nb: '${env:HOME:-x}'\n";
    Section section = Section.of(read(yaml), "", Path.of(""), problems);
    assertThat(section.text("a")).isEqualTo("ldap://127.0.0.1/a");
    assertThat(section.text("b")).isEqualTo("HOME:-x");
    assertThat(problems.list()).isEmpty();
    for (String text : List.of("${${HOME}}", "${HOME-x}", "${}", "${a.b}", "${lower:${HOME}}")) {
      int before = problems.list().size();
      read("'" + text + "': x\na: '" + text + "'\n");
      assertThat(problems.list()).as(text).hasSizeGreaterThanOrEqualTo(Math.max(1, before));
      assertThat(problems.list().get(0).message()).startsWith("malformed placeholder");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: !!io.edgeauth.config.HostileYamlTest$Loaded {}",
        "a: !!io.edgeauth.config.HostileYamlTest$Loaded []",
        "!!io.edgeauth.config.HostileYamlTest$Loaded {a: b}",
        "a: !<tag:yaml.org,2002:io.edgeauth.config.HostileYamlTest$Loaded> {}",
        "a: !!java.net.URL ['http://127.0.0.1/']",
        "a: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL ['http://127.0.0.1/']]]]",
        "a: !!binary aGk=",
        "a: !!set {b}",
        "a: !!timestamp 2026-11-22"
      })
  void read_tag_problemAndNothingMade(String yaml) {
    read(yaml);
    assertThat(problems.list()).extracting(Problem::message).contains("tags are not supported");
    assertThat(Loaded.MADE).isFalse();
  }

  /** A billion laughs: the first alias is a problem, and none is followed. */
  @Test
  void read_aliasBomb_problemInNoTime() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i <= 30; i++) {
      String alias = "*a" + (i - 1);
      yaml.append("a").append(i).append(": &a").append(i).append(" [");
      yaml.append(String.join(", ", List.of(alias, alias, alias, alias, alias))).append("]\n");
    }
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> read(yaml.toString()));
    assertThat(problems.list())
        .extracting(Problem::message)
        .contains("aliases are not supported", "anchors are not supported");
  }

  @Test
  void read_aliasOfItself_problem() {
    read("a: &a [*a]\nb: &b {c: *b}\n<<: {a: b}\n");
    assertThat(problems.list())
        .extracting(Problem::message)
        .contains("aliases are not supported", "merge keys are not supported");
  }

  /** Deep, wide and long ones end at a bound, with a problem and no overflow. */
  @Test
  void read_hugeStructures_boundedWithAProblem() {
    String wide = "a: [" + "x,".repeat(200_000) + "x]\n";
    String keys = "k: x\n".repeat(110_000);
    for (String yaml :
        List.of(
            "a: " + "[".repeat(100_000),
            "a: " + "{a: ".repeat(50_000),
            "- ".repeat(100_000),
            "a: " + "[".repeat(50) + "]".repeat(50),
            wide,
            keys,
            "? ".repeat(100_000) + "a\n")) {
      Problems own = new Problems();
      assertTimeoutPreemptively(
          Duration.ofSeconds(20), () -> YamlSource.read("f", yaml, Map.of(), own));
      assertThat(own.list()).isNotEmpty();
      assertThat(own.list().get(0).toString()).hasSizeLessThan(2_100);
    }
  }

  /** A message quotes what was written on one line, whatever that is. */
  @Test
  void problem_quotesControlCharacters_escaped() {
    Section section =
        Section.of(read("\"a\\nb\": 1\nx: \"10.0.0.1\\r\\n\\e[31m\"\n"), "", Path.of(""), problems);
    IpRulesSection.networks(section, "x");
    section.end();
    assertThat(problems.list())
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem.toString()).matches("[ -~]+"));
    assertThat(problems.list().get(1).message()).startsWith("10.0.0.1\\u000d\\u000a\\u001b[31m");
  }
}
