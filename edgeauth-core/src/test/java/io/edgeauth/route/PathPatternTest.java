package io.edgeauth.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgeauth.http.PathForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathPatternTest {

  /** R01, R13: segments are compared whole and byte for byte. */
  @ParameterizedTest
  @CsvSource({
    "/api/**, /api, true",
    "/api/**, /api/, true",
    "/api/**, /api/x, true",
    "/api/**, /api/x/y/, true",
    "/api/**, /apix, false",
    "/api/**, /ap, false",
    "/api/**, /API/x, false",
    "/api/**, /, false",
    "/api/*, /api/a, true",
    "/api/*, /api, false",
    "/api/*, /api/, false",
    "/api/*, /api/a/b, false",
    "/api/*, /api/a/, false",
    "/api/*, /api/*, true",
    "/api/*/x, /api/a/x, true",
    "/api/*/x, /api//x, false",
    "/api/*/**, /api/a, true",
    "/api/*/**, /api/a/b, true",
    "/api/*/**, /api/, false",
    "/health, /health, true",
    "/health, /health/, false",
    "/health/, /health/, true",
    "/health/, /health, false",
    "/health, /Health, false",
    "/health, /health%20, false",
    "/health, /health., false",
    "/health, /health.json, false",
    "/, /, true",
    "/, /a, false",
    "/**, /, true",
    "/**, /a/b/c, true",
    "/*, /, false",
    "/*, /a, true",
    "/%61dmin, /%61dmin, true",
    "/%61dmin, /admin, true",
    "/admin, /%61dmin, true",
    "/orders:cancel, /orders%3Acancel, true",
    "/orders%3acancel, /orders:cancel, true",
    "/%2A, /x, false",
    "/%2A, /%2a, true",
    "/caf%c3%a9, /caf%C3%A9, true"
  })
  void matches_pathAsSent_segmentExact(String pattern, String path, boolean matches) {
    assertThat(PathPattern.parse(pattern).matches(PathForm.comparable(path))).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "**",
        "*",
        "/x*",
        "/*x",
        "/x/***",
        "/**/x",
        "/x/**/y",
        "/a**",
        "//",
        "/a//b",
        "/a/../b",
        "/a;b",
        "/a%2fb",
        "/café",
        "/a b",
        "/a?b",
        "/users/{id}"
      })
  void parse_noPattern_saysWhatIsExpected(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathPattern.parse(text))
        .withMessageContaining("expected: ");
  }

  @Test
  void matches_generated_asTheRegularExpression() {
    Random random = new Random(1);
    int matched = 0;
    for (int i = 0; i < 20_000; i++) {
      String pattern = pattern(random);
      String path = path(random);
      boolean matches = PathPattern.parse(pattern).matches(path);
      assertThat(matches).as("%s %s", pattern, path).isEqualTo(oracle(pattern, path));
      matched += matches ? 1 : 0;
    }
    assertThat(matched).isBetween(1_000, 19_000);
  }

  @Test
  void covers_generated_wheneverNoPathTellsThemApart() {
    Random random = new Random(2);
    List<String> paths = allPaths();
    int covering = 0;
    for (int i = 0; i < 5_000; i++) {
      PathPattern one = PathPattern.parse(pattern(random));
      PathPattern other = PathPattern.parse(pattern(random));
      boolean covers = paths.stream().allMatch(path -> !other.matches(path) || one.matches(path));
      assertThat(one.covers(other)).as("%s %s", one, other).isEqualTo(covers);
      covering += covers ? 1 : 0;
    }
    assertThat(covering).isBetween(200, 4_800);
  }

  private static String pattern(Random random) {
    StringBuilder pattern = new StringBuilder();
    int segments = random.nextInt(4);
    for (int i = 0; i < segments; i++) {
      pattern.append('/').append(List.of("a", "b", "*").get(random.nextInt(3)));
    }
    String end = List.of("", "", "/", "/**").get(random.nextInt(4));
    return pattern.append(pattern.isEmpty() && end.isEmpty() ? "/" : end).toString();
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder();
    int segments = random.nextInt(5);
    for (int i = 0; i < segments; i++) {
      path.append('/').append(List.of("a", "b", "ab", "*").get(random.nextInt(4)));
    }
    return path.append(path.isEmpty() || random.nextInt(4) == 0 ? "/" : "").toString();
  }

  /** All paths of up to five segments, of letters that patterns know and one that they do not. */
  private static List<String> allPaths() {
    List<String> paths = new ArrayList<>(List.of(""));
    for (int from = 0, depth = 0; depth < 5; depth++) {
      int to = paths.size();
      for (; from < to; from++) {
        for (String segment : List.of("a", "b", "c")) {
          paths.add(paths.get(from) + "/" + segment);
        }
      }
    }
    List<String> all = new ArrayList<>(paths.subList(1, paths.size()));
    paths.forEach(path -> all.add(path + "/"));
    return all;
  }

  private static boolean oracle(String pattern, String path) {
    StringBuilder regex = new StringBuilder();
    boolean open = pattern.endsWith("/**");
    String closed = open ? pattern.substring(0, pattern.length() - 3) : pattern;
    for (String segment : closed.isEmpty() ? new String[0] : closed.substring(1).split("/", -1)) {
      regex.append('/').append(segment.equals("*") ? "[^/]+" : Pattern.quote(segment));
    }
    return path.matches(regex + (open ? "(/.*)?" : ""));
  }
}
