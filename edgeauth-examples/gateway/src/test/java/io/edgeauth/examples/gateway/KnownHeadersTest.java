package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.forward.ForwardSettings;
import io.edgeauth.forward.HeaderMapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * H05: every header by which some server, framework or product is known to learn who calls, each
 * with the value {@code admin}, all in one request.
 */
final class KnownHeadersTest {

  private static final List<String> ENDS = names("ends ");
  private static final List<String> PASSES = names("passes ");

  @TempDir private Path directory;

  private static List<String> names(String kind) {
    try (InputStream in =
        KnownHeadersTest.class.getResourceAsStream("/identity-header-names.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(kind))
          .map(line -> line.substring(kind.length()))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String[] all(String first) {
    List<String> lines = new ArrayList<>(List.of(first));
    Stream.of(ENDS, PASSES).flatMap(List::stream).forEach(name -> lines.add(name + ": admin"));
    return lines.toArray(String[]::new);
  }

  /** What a backend that trusts EdgeAuth's headers makes of them. */
  private static Map<String, List<String>> identity(ReceivedBytes seen) {
    return ForwardSettings.DEFAULT_HEADERS.stream()
        .map(HeaderMapping::header)
        .collect(
            Collectors.toMap(name -> name, seen::valuesInAnySpelling, (a, b) -> a, TreeMap::new));
  }

  private static ReceivedBytes received(Proxied proxied, String path, String... lines)
      throws IOException {
    assertThat(proxied.get(path, lines)).startsWith("HTTP/1.1 200 ");
    return proxied.upstream().last();
  }

  @Test
  void names_list_hasHundreds() {
    assertThat(ENDS).hasSizeGreaterThan(100);
    assertThat(PASSES).hasSizeGreaterThan(300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/public/a", "/optional/a", "/optional/b", "/a"})
  void identity_allNamesAdmin_unchanged(String path) throws Exception {
    try (Proxied proxied = Proxied.start(directory)) {
      boolean known = path.equals("/a") || path.equals("/optional/b");
      String first = known ? proxied.bearer() : "X-Filler: 1";
      Map<String, List<String>> plain = identity(received(proxied, path, first));
      ReceivedBytes seen = received(proxied, path, all(first));

      assertThat(identity(seen)).isEqualTo(plain);
      assertThat(plain.get("X-User-Id")).isEqualTo(known ? List.of("alice") : List.of());
      for (String name : ENDS) {
        assertThat(seen.valuesInAnySpelling(name)).as(name).doesNotContain("admin");
      }
      // The twin: what is not EdgeAuth's to write goes on.
      for (String name : PASSES) {
        assertThat(seen.values(name)).as(name).contains("admin");
      }
    }
  }

  @Test
  void identity_everyOtherNameReserved_noneArrives() throws Exception {
    List<String> reserved =
        Stream.of(ForwardSettings.DEFAULT_RESERVED, PASSES)
            .flatMap(List::stream)
            .map(name -> "'" + name + "'")
            .toList();
    try (Proxied proxied =
        Proxied.start(directory, Proxied.with("forward: {reserved: " + reserved + "}"))) {
      ReceivedBytes seen = received(proxied, "/a", all(proxied.bearer()));

      assertThat(seen.text()).doesNotContain("admin");
      assertThat(seen.values("X-User-Id")).containsExactly("alice");
    }
  }
}
