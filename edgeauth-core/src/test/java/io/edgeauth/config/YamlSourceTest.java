package io.edgeauth.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.config.ConfigNode.Mapping;
import io.edgeauth.config.ConfigNode.Null;
import io.edgeauth.config.ConfigNode.Scalar;
import io.edgeauth.config.ConfigNode.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlSourceTest {

  private final Problems problems = new Problems();

  @Test
  void read_everyKindOfValue_rawTextWithItsLine() {
    Mapping tree = read("a: off\nb: '0123'\nc:\n  - 1e3\n  - {d: ~}\ne: |\n  two\n  lines\nf:\n");
    assertThat(problems.list()).isEmpty();
    assertThat(tree.entries().keySet()).containsExactly("a", "b", "c", "e", "f");
    assertThat(tree.entries().get("a")).isEqualTo(new Scalar("off", false, at(1)));
    assertThat(tree.entries().get("b")).isEqualTo(new Scalar("0123", true, at(2)));
    Sequence list = (Sequence) tree.entries().get("c");
    assertThat(list.items().get(0)).isEqualTo(new Scalar("1e3", false, at(4)));
    assertThat(list.items().get(1))
        .isEqualTo(new Mapping(Map.of("d", new Null(at(5))), Map.of("d", at(5)), at(5)));
    assertThat(tree.entries().get("e")).isEqualTo(new Scalar("two\nlines\n", true, at(6)));
    assertThat(tree.entries().get("f")).isInstanceOf(Null.class);
    assertThat(tree.keyOrigins()).containsEntry("c", at(3)).containsEntry("f", at(9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"~", "null", "Null", "NULL", ""})
  void read_plainNull_null(String text) {
    assertThat(read("a: " + text).entries().get("a")).isInstanceOf(Null.class);
    assertThat(read("a: '" + text + "'").entries().get("a"))
        .isEqualTo(new Scalar(text, true, at(1)));
  }

  @DisplayName("C01: duplicate keys, each with its line")
  @Test
  void read_duplicateKeys_aProblemEachAndTheFirstStays() {
    Mapping tree = read("a: 1\nb: {c: 1, c: 2}\n'a': 3\na: 4\n");
    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactly(
            "test.yaml:2: b.c: duplicate key (first in line 2)",
            "test.yaml:3: a: duplicate key (first in line 1)",
            "test.yaml:4: a: duplicate key (first in line 1)");
    assertThat(tree.entries().get("a")).isEqualTo(new Scalar("1", false, at(1)));
  }

  @DisplayName("C09: nothing in the file makes an object or expands itself")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "a: !!javax.script.ScriptEngineManager [x] | a: tags are not supported",
        "a: !!str x                                | a: tags are not supported",
        "a: ! x                                    | a: tags are not supported",
        "a: !!map {b: c}                           | a: tags are not supported",
        "a: [!x y]                                 | a[0]: tags are not supported",
        "!x a: b                                   | a: tags are not supported",
        "!!map {a: b}                              | tags are not supported",
        "a: &anchor x                              | a: anchors are not supported",
        "a: &anchor {b: c}                         | a: anchors are not supported",
        "&anchor a: b                              | a: anchors are not supported",
        "&anchor {a: b}                            | anchors are not supported",
        "a: *anchor                                | a: aliases are not supported",
        "a: {<<: {b: c}}                           | a['<<']: merge keys are not supported",
        "a: {[b]: c}                               | a: a key must be plain text",
        "a: {{b: c}: d}                            | a: a key must be plain text",
        "a: {? *anchor : c}                        | a: a key must be plain text",
        "a: {'': b}                                | a['']: a key without a name",
      })
  void read_moreThanData_refused(String yaml, String problem) {
    read(yaml);
    assertThat(problems.list()).extracting(Problem::toString).contains("test.yaml:1: " + problem);
  }

  @DisplayName("C09: a quoted << and text that looks like a tag are only text")
  @Test
  void read_textThatLooksLikeMore_accepted() {
    Mapping tree = read("'<<': 'a'\nb: '!!str x'\nc: '*x'\nd: '&x'\n");
    assertThat(problems.list()).isEmpty();
    assertThat(tree.entries()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "               | 1 | empty",
        "# nothing      | 1 | empty",
        "---            | 1 | the top level must be a mapping",
        "[a]            | 1 | the top level must be a mapping",
        "text           | 1 | the top level must be a mapping",
        "a: b\\n---\\nc: d | 2 | more than one document",
        "a: b\\n- c     | 2 | not YAML: while parsing a block mapping from line 1: expected <block end>, but found '-'",
        "a: 1\\nb: c: d | 2 | not YAML: mapping values are not allowed here",
        "a: 'x          | 1 | not YAML: while scanning a quoted scalar from line 1: found unexpected end of stream",
        "a: [${X}]      | 1 | not YAML: while parsing a flow sequence from line 1: expected ',' or ']', but got { (inside [ ] or { } a placeholder needs quotes)",
        "a: \"\\x       | 0 | not YAML 1.2",
        "a: \"\\U00110000\" | 1 | not YAML: while scanning a double-quoted scalar from line 1: found unknown escape character",
        "a: !s3c!x b    | 1 | not YAML: while parsing a node from line 1: found undefined tag handle",
        "%TAG ! tag:x,2000:\\n---\\na: b | 1 | tags are not supported",
      })
  void read_noSingleMapping_problemWithLine(String yaml, int line, String message) {
    read(yaml == null ? "" : yaml.replace("\\n", "\n"));
    Problem problem = problems.list().get(0);
    assertThat(problem.message()).isEqualTo(message);
    assertThat(problem.origin().source()).isEqualTo("test.yaml");
    assertThat(problem.origin().line()).isEqualTo(line);
  }

  @Test
  void read_brokenFile_treeIsEmptyAndNothingOfItIsShown() {
    Mapping tree = read("a: hunter2\nb: \"hunter2\\xZZhunter2\"\n");
    assertThat(tree.entries()).isEmpty();
    assertThat(problems.list()).hasSize(1);
    assertThat(problems.list().get(0).toString())
        .doesNotContain("hunter2", "ZZ")
        .contains("test.yaml:2");
  }

  @Test
  @Timeout(10)
  void read_beyondTheBounds_refused() {
    read("a: " + "[".repeat(100_000));
    read("a: [" + "x,".repeat(100_000) + "]");
    read("a: '" + "x".repeat(1024 * 1024) + "'");
    assertThat(problems.list())
        .extracting(Problem::message)
        .containsExactlyInAnyOrder(
            "more than 32 levels", "more than 100000 values", "larger than 1MB");
  }

  @Test
  void read_atTheBounds_accepted() {
    read("a: " + "[".repeat(31) + "]".repeat(31));
    read("a: [" + "x,".repeat(99_990) + "]");
    read("a: '" + "x".repeat(1024 * 1024 - 5) + "'");
    assertThat(problems.list()).isEmpty();
    read("a: " + "[".repeat(32) + "]".repeat(32));
    assertThat(problems.list()).hasSize(1);
  }

  @Test
  void read_spoiltFiles_problemsButNoException(@TempDir Path directory) throws IOException {
    String yaml =
        "%YAML 1.2\n---\na: &x [1, 'b', \"\\x41\\u00e9\"]\n? |2-\n  k\n: !t {c: *x, d: ${HOST:é}}\ne: >+\n  f\n...\n";
    byte[] whole = yaml.getBytes(UTF_8);
    Path file = directory.resolve("spoilt.yaml");
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] spoilt = whole.clone();
      spoilt[bit / 8] ^= (byte) (1 << (bit % 8));
      Problems found = new Problems();
      assertThat(YamlSource.read(Files.write(file, spoilt), Map.of(), found)).isNotNull();
      assertThat(found.list()).as("bit %d", bit).isNotEmpty();
    }
    for (int length = 0; length < whole.length; length++) {
      Problems found = new Problems();
      String cut = new String(whole, 0, length, ISO_8859_1);
      assertThat(YamlSource.read("cut.yaml", cut, Map.of(), found)).isNotNull();
    }
  }

  @DisplayName("C04: placeholders")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "${HOST}                | id.example.com",
        "https://${HOST}:${PORT}/x | https://id.example.com:8443/x",
        "\"${HOST}\"            | id.example.com",
        "'${HOST}'              | id.example.com",
        "${NONE:default}        | default",
        "${NONE:http://a:1/}    | http://a:1/",
        "${HOST:default}        | id.example.com",
        "x${NONE:}y             | xy",
        "${EMPTY}               | ",
        "${EMPTY:default}       | ",
        "${TRICKY}              | ${HOST}",
        "$${HOST}               | ${HOST}",
        "$$${HOST}              | $${HOST}",
        "a$${b${PORT}           | a${b8443",
        "$HOST $ {HOST} }$      | $HOST $ {HOST} }$",
      })
  void read_placeholder_replaced(String yaml, String expected) {
    Mapping tree = read("a: " + yaml);
    assertThat(problems.list()).isEmpty();
    assertThat(((Scalar) tree.entries().get("a")).text())
        .isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void read_valueFromPlaceholder_isTextWhateverItLooksLike() {
    Mapping tree = read("a: ${NULL}\nb: ${NONE:true}\nc: $${x}\n");
    assertThat(tree.entries().get("a")).isEqualTo(new Scalar("null", true, at(1)));
    assertThat(tree.entries().get("b")).isEqualTo(new Scalar("true", true, at(2)));
    assertThat(tree.entries().get("c")).isEqualTo(new Scalar("${x}", false, at(3)));
  }

  @DisplayName("C04: an unset variable, malformed placeholders")
  @Test
  void read_placeholderWithoutValue_problemNamesTheVariableOnly() {
    read(
        "a:\n  - ${HOST}\n  - 's3cret ${SECRET} ${OTHER}'\nb: ${}\nc: ${x y}\nd: ${HOST\ne: ${A:${B}}\n");
    String malformed =
        "malformed placeholder (expected: ${NAME} or ${NAME:default}; $${ for ${ itself)";
    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactly(
            "test.yaml:3: a[1]: environment variable SECRET is not set",
            "test.yaml:3: a[1]: environment variable OTHER is not set",
            "test.yaml:4: b: " + malformed,
            "test.yaml:5: c: " + malformed,
            "test.yaml:6: d: " + malformed,
            "test.yaml:7: e: " + malformed);
  }

  @Test
  void read_valueThatCouldNotBeRead_noSecondProblem(@TempDir Path directory) {
    Section section =
        Section.of(read("port: ${PORT_OF_NONE}\nname: *x\n"), "", directory, problems);
    assertThat(section.integer("port", 1, 1, 10)).isEqualTo(1);
    assertThat(section.requiredText("name")).isEmpty();
    assertThat(problems.list()).hasSize(2);
  }

  @Test
  void read_file_namedAsGiven(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("edge.yaml"), "\ufeffa: é\r\nb: x\r\n");
    Mapping tree = YamlSource.read(file, Map.of(), problems);
    assertThat(problems.list()).isEmpty();
    assertThat(tree.entries().get("b"))
        .isEqualTo(new Scalar("x", false, new Origin(file.toString(), 2)));
    assertThat(tree.entries().get("a")).extracting(a -> ((Scalar) a).text()).isEqualTo("é");
  }

  @Test
  void read_fileThatCannotBeRead_problem(@TempDir Path directory) throws IOException {
    Path latin = Files.write(directory.resolve("1"), "a: b\nc: é\n".getBytes(ISO_8859_1));
    Path wide = Files.write(directory.resolve("2"), "a: b\n".getBytes(UTF_16));
    Path cut = Files.write(directory.resolve("3"), new byte[] {'a', ':', ' ', (byte) 0xc3});
    Path large = Files.writeString(directory.resolve("4"), "#".repeat(1024 * 1024 + 1));
    Path nul = Files.writeString(directory.resolve("5"), "a: \0x");
    for (Path file : List.of(latin, wide, cut, large, nul, directory.resolve("6"), directory)) {
      assertThat(YamlSource.read(file, Map.of(), problems).entries()).isEmpty();
    }
    assertThat(problems.list())
        .extracting(problem -> problem.toString().replace(directory.toString(), ""))
        .containsExactly(
            ": cannot be read: it is a directory",
            "/1:2: not UTF-8",
            "/2:1: not UTF-8",
            "/3:1: not UTF-8",
            "/4: larger than 1MB",
            "/5: not YAML 1.2",
            "/6: cannot be read: there is no such file");
  }

  private Mapping read(String yaml) {
    Map<String, String> environment =
        Map.of(
            "HOST",
            "id.example.com",
            "PORT",
            "8443",
            "EMPTY",
            "",
            "NULL",
            "null",
            "TRICKY",
            "${HOST}");
    return YamlSource.read("test.yaml", yaml, environment, problems);
  }

  private static Origin at(int line) {
    return new Origin("test.yaml", line);
  }
}
