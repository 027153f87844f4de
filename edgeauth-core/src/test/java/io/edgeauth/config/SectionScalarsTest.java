package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The types that a single value can be read as; covers the wrong types of C01. */
final class SectionScalarsTest {

  private static final Path DIRECTORY = Path.of("conf");

  private enum Store {
    MEMORY,
    FILE_BASED
  }

  private final Problems problems = new Problems();

  @Test
  void flag_otherWords_problem() {
    Section section = section("a: true\nb: 'false'\nc: yes\nd: 'True'\ne: 1\n");
    assertThat(section.flag("a", false)).isTrue();
    assertThat(section.flag("b", true)).isFalse();
    assertThat(section.flag("c", true)).isTrue();
    assertThat(section.flag("d", false)).isFalse();
    assertThat(section.flag("e", false)).isFalse();
    assertThat(section.flag("f", true)).isTrue();
    assertThat(messages())
        .containsExactly(
            "f:3: root.c: yes (expected: true or false)",
            "f:4: root.d: True (expected: true or false)",
            "f:5: root.e: 1 (expected: true or false)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "10", "'5'"})
  void integer_inRange_read(String yaml) {
    int value = section("a: " + yaml).integer("a", 7, 1, 10);
    assertThat(value).isEqualTo(Integer.parseInt(yaml.replace("'", "")));
    assertThat(messages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "11",
        "-1",
        "1e1",
        "0x5",
        "05",
        "5.0",
        "1_0",
        "x",
        "9999999999",
        "99999999999999999999",
        "٥"
      })
  void integer_otherwise_problem(String yaml) {
    assertThat(section("a: " + yaml).integer("a", 7, 1, 10)).isEqualTo(7);
    assertThat(messages()).containsExactly("f:1: root.a: " + yaml + " (expected: 1 to 10)");
  }

  @Test
  void integer_withoutUpperBound_saysSo() {
    assertThat(section("a: 0").integer("a", 7, 1, Integer.MAX_VALUE)).isEqualTo(7);
    assertThat(messages()).containsExactly("f:1: root.a: 0 (expected: 1 or more)");
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "5m, PT5M",
    "10m, PT10M",
    "PT30S, PT30S",
    "0, PT0S",
    "0s, PT0S",
    "PT0.001S, PT0.001S"
  })
  void duration_inRange_read(String yaml, Duration expected) {
    Section section = section("a: " + yaml);
    Duration most = Duration.ofMinutes(10);
    assertThat(section.duration("a", most, Duration.ZERO, most)).isEqualTo(expected);
    assertThat(section.duration("a")).isEqualTo(expected);
    assertThat(messages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT20M", "20m", "601s", "1h", "30d"})
  void duration_outOfRange_problemNamesTheRange(String yaml) {
    Section section = section("clock-skew: " + yaml);
    Duration minute = Duration.ofMinutes(1);
    Duration value = section.duration("clock-skew", minute, Duration.ZERO, Duration.ofMinutes(10));
    assertThat(value).isEqualTo(minute);
    assertThat(messages())
        .containsExactly("f:1: root.clock-skew: " + yaml + " (expected: 0s to 10m)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "30",
        "1w",
        "-1s",
        "PT-1S",
        "1.5s",
        "30 s",
        "30S",
        "P",
        "Pfoo",
        "1h30m",
        "s",
        "99999999999d",
        "9999999999999s"
      })
  void duration_noDuration_problem(String yaml) {
    assertThat(section("a: " + yaml).duration("a")).isNull();
    assertThat(messages())
        .containsExactly(
            "f:1: root.a: " + yaml + " (expected: a duration such as 500ms, 30s, 5m, 1h or 1d)");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.25S, 250ms",
    "PT90S, 90s",
    "PT2M, 2m",
    "PT24H, 1d",
    "PT25H, 25h",
    "PT0.0000001S, PT0.0000001S"
  })
  void durations_shown_inTheLargestUnit(Duration duration, String shown) {
    assertThat(Durations.show(duration)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"1024, 1024", "1KB, 1024", "64KB, 65536", "3000, 3000"})
  void size_inRange_read(String yaml, int bytes) {
    assertThat(section("a: " + yaml).size("a", 1, 1024, 65536)).isEqualTo(bytes);
    assertThat(messages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1023", "65KB", "1MB", "999999999MB"})
  void size_outOfRange_problemNamesTheRange(String yaml) {
    assertThat(section("a: " + yaml).size("a", 2048, 1024, 65536)).isEqualTo(2048);
    assertThat(messages()).containsExactly("f:1: root.a: " + yaml + " (expected: 1KB to 64KB)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8kb", "8 KB", "1GB", "-1", "1.5MB", "KB"})
  void size_noSize_problem(String yaml) {
    assertThat(section("a: " + yaml).size("a", 2048, 100, 3 * 1024 * 1024)).isEqualTo(2048);
    assertThat(messages())
        .containsExactly(
            "f:1: root.a: " + yaml + " (expected: a size such as 8KB or 1MB, 100 to 3MB)");
  }

  @Test
  void choice_constantsInKebabCase_read() {
    Section section = section("a: file-based\nb: FILE_BASED\nc: redis\n");
    assertThat(section.choice("a", Store.class, Store.MEMORY)).isEqualTo(Store.FILE_BASED);
    assertThat(section.choice("b", Store.class, Store.MEMORY)).isEqualTo(Store.MEMORY);
    assertThat(section.choice("c", Store.class, Store.MEMORY)).isEqualTo(Store.MEMORY);
    assertThat(section.choice("d", Store.class, Store.MEMORY)).isEqualTo(Store.MEMORY);
    assertThat(messages())
        .containsExactly(
            "f:2: root.b: FILE_BASED (expected: memory, file-based)",
            "f:3: root.c: redis (expected: memory, file-based)");
  }

  @Test
  void file_relative_resolvedAgainstTheDirectory() {
    Section section = section("a: keys.json\nb: /etc/keys.json\nc: ''\nd: \"a\\0b\"\n");
    assertThat(section.file("a")).isEqualTo(DIRECTORY.resolve("keys.json"));
    assertThat(section.file("b")).isEqualTo(Path.of("/etc/keys.json"));
    assertThat(section.file("c")).isNull();
    assertThat(section.file("d")).isNull();
    assertThat(section.file("e")).isNull();
    assertThat(messages())
        .containsExactly(
            "f:3: root.c: \"\" (expected: a file)", "f:4: root.d: a\\u0000b (expected: a file)");
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
