package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Timeout;

/**
 * Any text as a configuration: there are settings or problems, and nothing is thrown. Jazzer itself
 * watches that no class of the text's choosing is loaded, no script run and no name looked up.
 */
@Timeout(30)
final class SettingsFuzzTest {

  /** Beyond this nothing in a small file may take us. */
  private static final int MANY = 5_000;

  @FuzzTest
  @DictionaryEntries({
    "edgeauth:",
    "  routes:",
    "    - {path: /a, access: public}",
    "  authenticators:",
    "    a: {jwt: {",
    "issuer: b, ",
    "audience: api",
    "}}",
    "secret: ",
    "${A}",
    "${B:c}",
    "$${",
    "!!java.net.URL [x]",
    "&a ",
    "*a",
    "<<: ",
    "? ",
    "[",
    "]",
    "{",
    "}",
    "|",
    ">-",
    "'",
    "\"",
    "\\x",
    "---",
    "...",
    "%YAML 1.2",
    "# ",
    "~",
    "methods: ",
    "require: ",
    "headers: ",
    "5m",
    "8KB"
  })
  void read_anyText_settingsOrProblems(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Problems problems = new Problems();
    Settings settings = SettingsFile.read("fuzz.yaml", text, Map.of("A", "x"), problems);
    assertThat(problems.list()).hasSizeLessThan(MANY);
    for (Problem problem : problems.list()) {
      assertThat(problem.message()).hasSizeLessThan(2_100).doesNotContainPattern("[\\p{Cntrl}]");
      assertThat(problem.keyPath()).doesNotContainPattern("[\\p{Cntrl}]");
      assertThat(problem.origin().source()).isEqualTo("fuzz.yaml");
    }
    Problems again = new Problems();
    Settings same = SettingsFile.read("fuzz.yaml", text, Map.of("A", "x"), again);
    assertThat(again.list()).isEqualTo(problems.list());
    assertThat(same.loosenings()).isEqualTo(settings.loosenings());
  }
}
