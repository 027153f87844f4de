package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.edgeauth.examples.gateway.KeyCommands.Run;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands do not do, and how they say so. */
final class KeysRefusalTest {

  @TempDir private Path directory;
  private KeyCommands keys;

  @BeforeEach
  void start() throws IOException {
    keys = new KeyCommands(directory);
  }

  @AfterEach
  void stop() {
    keys.close();
  }

  private void expectNothingDone(Run refused) {
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).doesNotContain("\tat ");
    assertThat(keys.keys()).doesNotExist();
  }

  /** Options beside {@code --owner acme}, what is said of them, and the nearest that are good. */
  static Stream<Arguments> options() {
    return Stream.of(
        arguments("--owner=\u001b[2J", "--owner: blank, longer", "--owner=acme [2J"),
        arguments("--tenant= ", "--tenant: blank, longer", "--tenant=b"),
        arguments("--name=a\nb", "--name: blank, longer", "--name=a b"),
        arguments("--scope=a b", "--scope: a scope with a space", "--scope=a --scope=b"),
        arguments("--role=", "--role: blank, longer", "--role=r"),
        arguments("--route=/a*b", "--route: /a*b: ", "--route=/a/*/b"),
        arguments("--allow-ip=10.0.0.0/33", "--allow-ip: 10.0.0.0/33", "--allow-ip=10.0.0.0/32"),
        arguments("--expires-in=0s", "--expires-in: PT0S (expected: more", "--expires-in=1ms"),
        arguments("--expires-in=soon", "'--expires-in': soon (expected: ", "--expires-in=P1D"),
        arguments("--expires-in=Never", ", or never)", "--expires-in=never"),
        arguments("--permits=5", "--permits: without --per (expected: ", "--permits=5 --per=1s"),
        arguments("--per=1s", "--per: without --permits (expected: ", "--permits=1 --per=1s"),
        arguments("--permits=0 --per=1s", "--permits: not at least 1 in", "--permits=1 --per=1ms"),
        arguments("--permits=1 --per=0", "--permits: not at least 1 in", "--permits=1 --per=7d"),
        arguments("--permits=x --per=1s", "'--permits': x (expected: ", "--per=1s --permits=9"),
        arguments("--permits=1 --per=1w", "'--per': 1w (expected: ", "--permits=1 --per=7d"),
        arguments("--plan=p --permits=1 --per=1s", "--permits: beside a plan", "--plan=p"),
        arguments("--not-before=1h", "Unknown option: --not-before", "--name=x"));
  }

  @ParameterizedTest
  @MethodSource("options")
  void issue_optionThatCannotBe_refusedInItsWords(String bad, String said, String good) {
    Run refused = keys.run("issue", options(bad));
    expectNothingDone(refused);
    assertThat(refused.err()).contains(said);
    assertThat(refused.err()).doesNotContain("\u001b");

    Run issued = keys.run("issue", options(good));
    assertThat(issued.code()).as(issued.err()).isZero();
  }

  private static String[] options(String text) {
    String all = text.startsWith("--owner") ? text : "--owner=acme " + text;
    return all.split(" (?=--)");
  }

  @Test
  void issue_manyFaults_eachOnItsLine() {
    Run refused =
        keys.run(
            "issue", "--owner= ", "--scope=a b", "--route=x", "--allow-ip=here", "--expires-in=0s");
    expectNothingDone(refused);
    assertThat(refused.err().lines().map(line -> line.replaceFirst(":.*", "")))
        .containsExactly("--owner", "--scope", "--route", "--allow-ip", "--expires-in");
    assertThat(refused.err().lines()).allMatch(line -> line.contains("(expected: "));
  }

  @Test
  void authenticator_unknownOrOfAnotherKind_thoseThatAreNamed() {
    for (String name : List.of("nobody", "user")) {
      Run refused = keys.runOf(name, "issue", "--owner", "acme");
      expectNothingDone(refused);
      assertThat(refused.err())
          .startsWith("edgeauth: --authenticator: no authenticator " + name + " of API keys")
          .contains("(expected: one of partner, forgetful)");
    }
  }

  /** Keys in the memory of this process would end with it. */
  @ParameterizedTest
  @ValueSource(strings = {"issue", "rotate", "revoke", "list", "show"})
  void authenticator_memory_refusedWithWhatToConfigure(String command) throws Exception {
    String[] more =
        switch (command) {
          case "issue" -> new String[] {"--owner", "acme"};
          case "list" -> new String[0];
          default -> new String[] {"--id", "key_0123"};
        };
    Run refused = keys.runOf("forgetful", command, more);
    expectNothingDone(refused);
    assertThat(refused.err())
        .startsWith("edgeauth: --authenticator: forgetful keeps its keys in the memory")
        .contains("store: {file: {path: keys.json}}", "jdbc");

    keys.replace("store: memory", "store: {file: {path: other.json}}");
    assertThat(keys.runOf("forgetful", command, more).code()).isIn(0, 3);
  }

  @Test
  void configuration_wrong_itsProblemsToldInBothForms() throws Exception {
    keys.replace("/orders/**, authenticate: partner", "/orders/**, authenticate: partnr");
    Run refused = keys.run("issue", "--owner", "acme");
    expectNothingDone(refused);
    assertThat(refused.err()).contains("edgeauth.yaml:", ".authenticate: no authenticator partnr");

    Run listed = keys.run("list", "--json");
    assertThat(listed.code()).isEqualTo(2);
    assertThat(listed.json()).containsEntry("valid", false).containsKey("problems");
    assertThat(keys.run("list").out()).isEmpty();
  }

  @Test
  void configuration_storeThatIsNone_toldAndNotOverwritten() throws Exception {
    Files.writeString(keys.keys(), "{}");
    Run refused = keys.run("issue", "--owner", "acme");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("store.file: ", "(expected: a file that EdgeAuth wrote");
    assertThat(keys.keys()).hasContent("{}");
  }

  @Test
  void arguments_missing_usageErrors() {
    String file = keys.file().toString();
    for (List<String> arguments :
        List.of(
            List.of("keys"),
            List.of("keys", "issue", "--config", file, "--owner", "acme"),
            List.of("keys", "issue", "--authenticator", "partner", "--owner", "acme"),
            List.of("keys", "issue", "--config", file, "--authenticator", "partner"),
            List.of("keys", "rotate", "--config", file, "--authenticator", "partner"),
            List.of("keys", "revoke", "--config", file, "--authenticator", "partner"),
            List.of("keys", "show", "--config", file, "--authenticator", "partner"),
            List.of("keys", "forget", "--config", file, "--authenticator", "partner"))) {
      Run refused = KeyCommands.main(new StringWriter(), arguments.toArray(String[]::new));
      expectNothingDone(refused);
      assertThat(refused.err()).contains("Usage: ");
    }
  }

  /** What is in error output is kept by terminals and build servers. */
  @Test
  void arguments_keyWithoutOption_refusedAndNotRepeated() {
    Run issued = keys.issued();
    String secret = issued.secret();
    for (Run refused :
        List.of(
            keys.run("revoke", secret),
            keys.run("revoke", "--key=" + secret),
            keys.run("revoke", "--key", secret),
            keys.run("revoke", "-" + secret))) {
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err()).contains("Usage: ").doesNotContain(secret.substring(8, 20));
    }
    assertThat(keys.run("isue").err()).contains("An argument", "Usage: ");
    assertThat(keys.run("revoke", "--id", issued.id()).code()).isZero();
  }

  @Test
  void help_everyCommand_isNoError() {
    for (String command : List.of("issue", "rotate", "revoke", "list", "show")) {
      Run help = KeyCommands.main(new StringWriter(), "keys", command, "--help");
      assertThat(help.code()).isZero();
      assertThat(help.out()).contains("--config=FILE", "--authenticator=NAME");
    }
  }

  /** People put the key itself where its id belongs. */
  @ParameterizedTest
  @ValueSource(strings = {"rotate", "revoke", "show"})
  void id_unknown_exitsWithThreeAndRepeatsNothing(String command) {
    Run issued = keys.issued();
    for (String id :
        List.of(issued.secret(), "key_000000000000000000000000", "", "../x\u001b[2J")) {
      Run refused = keys.run(command, "--id", id);
      assertThat(refused.code()).isEqualTo(3);
      assertThat(refused.out()).isEmpty();
      assertThat(refused.err())
          .isEqualToIgnoringNewLines(
              "edgeauth: --id: no key has this id (expected: one that keys list shows)");
    }
    assertThat(keys.run(command, "--id", issued.id()).code()).isZero();
  }

  @Test
  void commands_all_callNobodyAndCountNoUse() throws Exception {
    String id = keys.issued().id();
    Map<String, Run> runs =
        Map.of(
            "list", keys.run("list"),
            "show", keys.run("show", "--id", id),
            "rotate", keys.run("rotate", "--id", id),
            "revoke", keys.run("revoke", "--id", id));
    assertThat(runs.values()).allMatch(run -> run.code() == 0);
    assertThat(keys.calls()).isZero();
    assertThat(keys.uses()).doesNotExist();
  }
}
