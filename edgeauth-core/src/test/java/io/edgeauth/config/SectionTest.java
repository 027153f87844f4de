package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SectionTest {

  private static final Path DIRECTORY = Path.of("conf");

  private final Problems problems = new Problems();

  @Test
  void text_presentAbsentEmpty_asWritten() {
    Section section = section("a: off\nb: ''\n");
    assertThat(section.text("a")).isEqualTo("off");
    assertThat(section.text("b", "x")).isEmpty();
    assertThat(section.text("c")).isNull();
    assertThat(section.text("c", "x")).isEqualTo("x");
    assertThat(section.requiredText("a")).isEqualTo("off");
    assertThat(messages()).isEmpty();
  }

  @Test
  void requiredText_absentOrEmpty_problem() {
    Section section = section("a: ''\n");
    assertThat(section.requiredText("a")).isEmpty();
    assertThat(section.requiredText("b")).isEmpty();
    assertThat(messages())
        .containsExactly(
            "f:1: root.a: \"\" (expected: text)", "f:1: root.b: missing (expected: text)");
  }

  @ParameterizedTest
  @CsvSource({"[a], a list", "{a: b}, a mapping"})
  void scalar_structure_problemNamesItsKind(String yaml, String kind) {
    Section section = section("key: " + yaml);
    assertThat(section.text("key", "x")).isEqualTo("x");
    assertThat(messages()).containsExactly("f:1: root.key: " + kind + " (expected: text)");
  }

  /** C01: null. */
  @Test
  void anyAccessor_keyWithoutValue_problem() {
    Section section = section("a:\nb: ~\nc: null\n");
    assertThat(section.flag("a", true)).isTrue();
    assertThat(section.section("b")).isNull();
    assertThat(section.texts("c", List.of("x"))).containsExactly("x");
    assertThat(messages())
        .containsExactly(
            "f:1: root.a: no value (leave the key out for the default)",
            "f:2: root.b: no value (leave the key out for the default)",
            "f:3: root.c: no value (leave the key out for the default)");
  }

  @Test
  void texts_listOneOrNone_list() {
    Section section = section("a: [x, 1, 'null']\nb: x\nc: []\n");
    assertThat(section.texts("a", List.of())).containsExactly("x", "1", "null");
    assertThat(section.texts("b", List.of())).containsExactly("x");
    assertThat(section.texts("c", List.of("x"))).isEmpty();
    assertThat(section.texts("d", List.of("x"))).containsExactly("x");
    assertThat(messages()).isEmpty();
  }

  @Test
  void texts_otherItems_aProblemEachAtItsLine() {
    Section section = section("a:\n  - x\n  - {b: c}\n  - \n  - [d]\nb: {}\n");
    assertThat(section.texts("a", List.of("default"))).containsExactly("default");
    assertThat(section.texts("b", List.of("default"))).containsExactly("default");
    assertThat(messages())
        .containsExactly(
            "f:3: root.a[1]: a mapping (expected: text, or a list of texts)",
            "f:4: root.a[2]: no value (expected: text, or a list of texts)",
            "f:5: root.a[3]: a list (expected: text, or a list of texts)",
            "f:6: root.b: a mapping (expected: text, or a list of texts)");
  }

  @Test
  void secretTexts_read_neverShown() {
    Section section =
        section("a: s3cret\nb: [one, two]\nc: {s3cret: s3cret}\nd: ''\ne: []\nf: [[s3cret]]\n");
    assertThat(section.several("a").secretTexts()).containsExactly("s3cret");
    assertThat(section.several("b").secretTexts()).containsExactly("one", "two");
    for (String key : List.of("c", "d", "e", "f", "g")) section.several(key).secretTexts();
    section.end();
    String expected = " (expected: a secret, or a list of secrets)";
    assertThat(messages())
        .containsExactly(
            "f:3: root.c: a mapping" + expected,
            "f:4: root.d: an empty secret" + expected,
            "f:5: root.e: an empty list" + expected,
            "f:6: root.f[0]: a list" + expected);
  }

  @Test
  void section_mappingOrShorthand_read() {
    Section section = section("a:\n  b: 1\nstore: jdbc\nc: [x]\nd: ''\n");
    Section below = section.section("a");
    assertThat(below.path()).isEqualTo("root.a");
    assertThat(below.origin()).isEqualTo(new Origin("f", 1));
    assertThat(below.problems()).isSameAs(problems);
    Section store = section.section("store");
    assertThat(store.keys()).containsExactly("jdbc");
    assertThat(store.section("jdbc").keys()).isEmpty();
    assertThat(store.section("jdbc").path()).isEqualTo("root.store.jdbc");
    assertThat(section.section("c")).isNull();
    assertThat(section.section("d")).isNull();
    assertThat(section.section("e")).isNull();
    assertThat(section.sectionOrEmpty("e").requiredText("x")).isEmpty();
    assertThat(messages())
        .containsExactly(
            "f:1: root.e.x: missing (expected: text)",
            "f:4: root.c: a list (expected: a mapping)",
            "f:5: root.d: text (expected: a mapping)");
  }

  @Test
  void sections_namedMappings_inOrder() {
    Section section = section("m:\n  z: {k: 1}\n  a: {}\n  n:\n  'x.y': text\nl: [a]\n");
    Map<String, Section> sections = section.several("m").sections();
    assertThat(sections.keySet()).containsExactly("z", "a");
    assertThat(sections.get("z").path()).isEqualTo("root.m.z");
    assertThat(section.several("l").sections()).isEmpty();
    assertThat(section.several("none").sections()).isEmpty();
    assertThat(messages())
        .containsExactly(
            "f:4: root.m.n: no value (expected: a mapping)",
            "f:5: root.m['x.y']: text (expected: a mapping)",
            "f:6: root.l: a list (expected: a mapping)");
  }

  @Test
  void items_listOrOne_read() {
    Section section = section("a:\n  - {k: 1}\n  - x\n  - k: 2\nb: {k: 3}\nc: x\nd: []\n");
    List<Section> items = section.several("a").items();
    assertThat(items).extracting(Section::path).containsExactly("root.a[0]", "root.a[2]");
    assertThat(items.get(1).origin()).isEqualTo(new Origin("f", 4));
    assertThat(section.several("b").items()).extracting(Section::path).containsExactly("root.b");
    assertThat(section.several("c").items()).isEmpty();
    assertThat(section.several("d").items()).isEmpty();
    assertThat(section.several("e").items()).isEmpty();
    assertThat(messages())
        .containsExactly(
            "f:3: root.a[1]: text (expected: a mapping)",
            "f:6: root.c: text (expected: a mapping)");
  }

  @Test
  void textMap_scalarsAndLists_read() {
    Section section = section("m: {z: x, a: [b, c], n: []}\nw:\n  k: {}\n  n: ~\n");
    assertThat(section.several("m").textMap())
        .isEqualTo(Map.of("z", List.of("x"), "a", List.of("b", "c"), "n", List.of()));
    assertThat(section.several("m").textMap().keySet()).containsExactly("z", "a", "n");
    assertThat(section.several("w").textMap()).isEmpty();
    assertThat(section.several("none").textMap()).isEmpty();
    assertThat(messages())
        .containsExactly(
            "f:3: root.w.k: a mapping (expected: text, or a list of texts)",
            "f:4: root.w.n: no value (expected: text, or a list of texts)");
  }

  @Test
  void node_raw_marksTheKeyAsKnown() {
    Section section = section("a: [x]\n");
    assertThat(section.node("a")).isInstanceOf(ConfigNode.Sequence.class);
    assertThat(section.node("b")).isNull();
    section.end();
    assertThat(messages()).isEmpty();
  }

  @Test
  void later_present_problemOnce() {
    Section section = section("dpop: {}\ndpops: 1\n");
    section.later("dpop", "leave it out");
    section.later("nonce", "leave it out");
    section.end();
    assertThat(messages())
        .containsExactly(
            "f:1: root.dpop: not supported by this version: leave it out",
            "f:2: root.dpops: unknown key (no keys are allowed here)");
  }

  @Test
  void problem_absentKey_atTheSection() {
    Section section = section("a:\n  b: 1\n").section("a");
    section.problem("b", "one");
    section.problem("c", "two");
    assertThat(messages()).containsExactly("f:1: root.a.c: two", "f:2: root.a.b: one");
  }

  private Section section(String yaml) {
    ConfigNode.Mapping tree = YamlSource.read("f", yaml, Map.of(), problems);
    assertThat(problems.list()).isEmpty();
    return Section.of(tree, "root", DIRECTORY, problems);
  }

  private List<String> messages() {
    return problems.list().stream().map(Problem::toString).toList();
  }
}
