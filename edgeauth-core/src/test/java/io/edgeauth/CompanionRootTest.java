package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.config.CompanionRoot;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.config.Section;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C07: two roots of one file, in force together or not at all. */
final class CompanionRootTest {

  @TempDir private Path directory;
  private final List<String> inForce = new ArrayList<>();

  /** It wants a word, and keeps each that came into force. */
  private CompanionRoot words() {
    return (file, edgeauth, problems) -> {
      Section section = file.sectionOrEmpty("other");
      String word = section.requiredText("word");
      section.end();
      return () -> inForce.add(word + " with " + edgeauth.routes().size());
    };
  }

  private void write(String routes, String other) throws IOException {
    Files.writeString(
        directory.resolve("e.yaml"), "edgeauth: {routes: " + routes + "}\nother: " + other + "\n");
  }

  private EdgeAuth start() {
    return EdgeAuth.builder()
        .configuration(directory.resolve("e.yaml"))
        .watch(false)
        .companion(words())
        .build();
  }

  private static boolean passes(EdgeAuth edge, String path) {
    return edge.decide(TestRequest.get(path)) instanceof Decision.Forward;
  }

  @Test
  void build_eitherRootWrong_refusedWithProblemsOfBoth() throws Exception {
    write("[{path: /a, acces: public}]", "{wrod: x}");

    assertThatThrownBy(this::start)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("edgeauth.routes[0].acces")
        .hasMessageContaining("other.wrod")
        .hasMessageContaining("other.word");
    assertThat(inForce).isEmpty();
  }

  @Test
  void reload_eitherRootWrong_neitherChanges() throws Exception {
    write("[{path: /a, access: public}]", "{word: one}");
    try (EdgeAuth edge = start()) {
      assertThat(inForce).containsExactly("one with 1");

      write("[{path: /b, access: public}]", "{wrod: two}");
      assertThatThrownBy(edge::reload).hasMessageContaining("other.wrod");
      write("[{path: /b, acces: public}]", "{word: two}");
      assertThatThrownBy(edge::reload).hasMessageContaining("edgeauth.routes[0].acces");

      assertThat(inForce).containsExactly("one with 1");
      assertThat(passes(edge, "/a")).isTrue();
      assertThat(passes(edge, "/b")).isFalse();
    }
  }

  @Test
  void reload_bothRight_bothChange() throws Exception {
    write("[{path: /a, access: public}]", "{word: one}");
    try (EdgeAuth edge = start()) {
      write("[{path: /b, access: public}, {path: /c, access: public}]", "{word: two}");
      edge.reload();

      assertThat(inForce).containsExactly("one with 1", "two with 2");
      assertThat(passes(edge, "/b")).isTrue();
      assertThat(passes(edge, "/a")).isFalse();
    }
  }
}
