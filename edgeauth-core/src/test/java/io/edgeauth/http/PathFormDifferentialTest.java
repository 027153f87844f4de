package io.edgeauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * R02 to R10 over generated paths: what passes is read alike by another parser, before and after.
 */
final class PathFormDifferentialTest {

  private static final int PATHS = 20_000;

  /** Whole risky pieces, so that most paths hold one or two of them. */
  private static final List<String> PIECES =
      List.of(
          "/",
          "/",
          "/",
          "/",
          "admin",
          "a",
          "b.c",
          "x-y_z~",
          "1",
          "A",
          "%61",
          "%41",
          "%7e",
          "%20",
          "%23",
          "%3f",
          "%40",
          ":",
          "@",
          "!$&'()*+,=",
          "caf%c3%a9",
          "%e2%82%ac",
          "%f0%9f%98%80",
          ".",
          "..",
          "%2e",
          "%2E",
          "...",
          ".a",
          ";",
          "%3b",
          "\\",
          "%5c",
          "%2f",
          "%2F",
          "%25",
          "%252e",
          "%00",
          "%0a",
          "%7f",
          "%c2%80",
          "%c0%ae",
          "%e0%80%ae",
          "%ed%a0%80",
          "%ff",
          "%c3",
          "%",
          "%2",
          "%zz",
          "#",
          "?",
          " ",
          "\t",
          "\u007f",
          "\u00e9");

  /** What must not stand in a path that has been decoded once. */
  private static final Pattern AMBIGUOUS =
      Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f\\\\%;/\\x{FFFD}]");

  private final Random random = new Random(20261122);

  @Test
  void fault_generatedPaths_asTheObviousOracle() {
    int passed = 0;
    for (int i = 0; i < PATHS; i++) {
      String path = path();
      boolean passes = PathForm.fault(path) == null;
      assertThat(passes).as(path).isEqualTo(isUnambiguous(path));
      if (passes) {
        passed++;
        readsAlike(path);
      }
    }
    assertThat(passed).isBetween(PATHS / 20, PATHS * 19 / 20);
  }

  private String path() {
    StringBuilder path = new StringBuilder(random.nextInt(20) == 0 ? "" : "/");
    int pieces = random.nextInt(7);
    for (int i = 0; i < pieces; i++) {
      int of = random.nextInt(3) == 0 ? PIECES.size() : 23;
      path.append(PIECES.get(random.nextInt(of)));
    }
    return path.toString();
  }

  /** Slow and plain: cut into segments, decode each once, look at what came out. */
  private static boolean isUnambiguous(String path) {
    if (!path.matches("(/([!-~&&[^#?;\\\\/%]]|%[0-9a-fA-F]{2})*)+")) {
      return false;
    }
    List<String> segments = segments(path);
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      boolean empty = segment.isEmpty() && i < segments.size() - 1;
      if (empty || segment.matches("\\.+") || AMBIGUOUS.matcher(segment).find()) {
        return false;
      }
    }
    return true;
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      segments.add(decoded(segment));
    }
    return segments;
  }

  private static String decoded(String segment) {
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static void readsAlike(String path) {
    URI uri = URI.create("http://host" + path);
    assertThat(uri.getRawPath()).isEqualTo(path);
    assertThat(uri.normalize().getRawPath()).isEqualTo(path);
    assertThat(List.of(uri.getPath().substring(1).split("/", -1))).isEqualTo(segments(path));
    assertThat(decodedThenNormalised(uri.getPath())).isEqualTo(uri.getPath());
    assertThat(segments(uri.getPath())).as("decoded twice").isEqualTo(segments(path));
    String comparable = PathForm.comparable(path);
    assertThat(segments(comparable)).isEqualTo(segments(path));
    assertThat(PathForm.fault(comparable)).as(comparable).isNull();
    assertThat(PathForm.comparable(comparable)).isEqualTo(comparable);
  }

  private static String decodedThenNormalised(String decoded) {
    try {
      return new URI("http", "host", decoded, null).normalize().getPath();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
