package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.config.ConfigurationException;
import io.edgeauth.config.Problem;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** C01: every key of the reference, with values of each wrong kind and past each bound. */
final class ReferenceKeysTest {

  @TempDir private static Path directory;

  @BeforeAll
  static void writeNamedFiles() throws IOException {
    Map<String, Object> keys = Map.of("keys", List.of(TestKey.of("ES256", "k").publicJwk()));
    Files.writeString(directory.resolve("keys.json"), JsonWriter.write(keys));
    Files.writeString(directory.resolve("denied.txt"), "jti:a\n");
  }

  static Stream<Arguments> bad() {
    return ReferenceKeys.all().stream()
        .flatMap(
            key ->
                key.bad().entrySet().stream()
                    .map(one -> Arguments.of(key.path(), one.getKey(), one.getValue())));
  }

  static Stream<Arguments> good() {
    return ReferenceKeys.all().stream()
        .flatMap(key -> key.good().stream().map(value -> Arguments.of(key.path(), value)));
  }

  static Stream<ReferenceKeys.Key> keys() {
    return ReferenceKeys.all().stream();
  }

  /** File, line, key path, what was found, what is expected; nothing else is blamed. */
  @ParameterizedTest
  @MethodSource("bad")
  void build_badValue_toldAtItsLine(String path, String value, String told) throws IOException {
    Document document = Document.with(path, value);
    List<Problem> problems = problems(document.text());
    String keyPath = "edgeauth." + path;
    assertThat(problems)
        .as(document.text())
        .isNotEmpty()
        .allSatisfy(
            problem -> {
              assertThat(problem.origin().source()).endsWith("edgeauth.yaml");
              assertThat(problem.keyPath()).startsWith(keyPath);
              assertThat(problem.origin().line()).isEqualTo(document.line());
            })
        .anySatisfy(problem -> assertThat(problem.message()).contains(told));
  }

  /** The twin: bounds belong to what is taken. */
  @ParameterizedTest
  @MethodSource("good")
  void build_goodValue_taken(String path, String value) throws IOException {
    assertThat(problems(Document.with(path, value).text())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void build_keyTwice_toldAtTheSecond(ReferenceKeys.Key key) throws IOException {
    String value = key.good().isEmpty() ? "{}" : key.good().get(0);
    Document document = Document.with(key.path(), value);
    List<String> lines = new ArrayList<>(document.text().lines().toList());
    lines.add(document.line(), lines.get(document.line() - 1));
    assertThat(problems(String.join("\n", lines)))
        .extracting(Problem::toString)
        .contains(
            directory.resolve("edgeauth.yaml")
                + ":"
                + (document.line() + 1)
                + ": edgeauth."
                + key.path()
                + ": duplicate key (first in line "
                + document.line()
                + ")");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void build_keyMisspelt_rightOneNamed(ReferenceKeys.Key key) throws IOException {
    String last = key.path().substring(key.path().lastIndexOf('.') + 1);
    Document document = Document.with(key.path(), "x");
    String misspelt = last.substring(0, 1) + "x" + last.substring(1);
    String text =
        document.text().replaceFirst("(?m)^( *)" + last + ": x$", "$1" + misspelt + ": x");
    assertThat(problems(text))
        .anySatisfy(
            problem -> {
              assertThat(problem.keyPath()).endsWith(misspelt);
              assertThat(problem.origin().line()).isEqualTo(document.line());
              assertThat(problem.message()).startsWith("unknown key (did you mean `");
            });
  }

  private static List<Problem> problems(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("edgeauth.yaml"), yaml);
    try {
      EdgeAuth.builder().configuration(file).onlyLooking().build().close();
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems();
    }
  }

  /** A small configuration that is right, with one key set; and the line of that key. */
  private record Document(String text, int line) {

    private static final String KEY_LINE = " # here";

    static Document with(String path, String value) {
      Map<String, Object> root = new LinkedHashMap<>();
      set(root, "authenticators.a.jwt.issuer", "https://id.example.com");
      set(root, "authenticators.a.jwt.audience", "api");
      if (path.startsWith("invalidation.")) {
        set(root, "invalidation.path", "/invalidate");
        set(root, "invalidation.authenticate", "a");
      }
      if (path.startsWith("authenticators.b.")) {
        set(root, "authenticators.b.introspection.endpoint", "https://id.example.com/i");
        set(root, "authenticators.b.introspection.client-id", "gateway");
        set(root, "authenticators.b.introspection.client-secret", "x7f");
      }
      setLimits(root, path);
      if (path.startsWith("forward.token-exchange") || path.endsWith(".token-exchange")) {
        set(root, "forward.token-exchange.x.endpoint", "https://id.example.com/token");
        set(root, "forward.token-exchange.x.client-id", "gateway");
        set(root, "forward.token-exchange.x.client-secret", "x7f");
        set(root, "forward.token-exchange.x.audience", "orders");
      }
      for (String route : List.of("routes[0]", "routes[1]")) {
        set(root, route + ".path", "/" + route.charAt(7));
        set(root, route + ".access", "public");
      }
      unset(root, "routes[1].access");
      set(root, "routes[1].authenticate", "a");
      if (path.endsWith("path-regex")) {
        unset(root, "routes[0].path");
      }
      set(root, path, value + KEY_LINE);
      StringBuilder text = new StringBuilder("edgeauth:\n");
      render(root, "  ", text);
      List<String> lines = text.toString().lines().toList();
      int line = 0;
      while (!lines.get(line).endsWith(KEY_LINE)) {
        line++;
      }
      return new Document(text.toString().replace(KEY_LINE, ""), line + 1);
    }

    /** A limit of each kind, and a plan, where the key is about them. */
    private static void setLimits(Map<String, Object> root, String path) {
      boolean zone = path.endsWith("time-zone");
      if (path.startsWith("rate-limits.r") || path.endsWith(".rate-limits")) {
        setLimit(root, "rate-limits.r", "ip", "1m");
      }
      if (path.startsWith("rate-limits.s")) {
        setLimit(root, "rate-limits.s", "subject", "1m");
      }
      if (path.startsWith("rate-limits.w")) {
        setLimit(root, "rate-limits.w", "ip", zone ? "day" : "1m");
        set(root, "rate-limits.w.algorithm", "fixed-window");
      }
      if (path.startsWith("rate-limits.l")) {
        setLimit(root, "rate-limits.l", "ip", "1m");
        set(root, "rate-limits.l.algorithm", "leaky-bucket");
      }
      if (path.startsWith("plans.p.") || path.equals("plan-claim")) {
        String kind = path.startsWith("plans.p.quota") ? "plans.p.quota" : "plans.p.rate";
        set(root, kind + ".permits", "10");
        set(root, kind + ".per", zone ? "month" : "1m");
      }
    }

    private static void setLimit(Map<String, Object> root, String name, String key, String period) {
      set(root, name + ".key", key);
      set(root, name + ".permits", "10");
      set(root, name + ".per", period);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parent(Map<String, Object> root, String path) {
      Map<String, Object> at = root;
      String[] parts = path.split("\\.", -1);
      for (int i = 0; i < parts.length - 1; i++) {
        at = (Map<String, Object>) at.computeIfAbsent(parts[i], key -> new LinkedHashMap<>());
      }
      return at;
    }

    private static void set(Map<String, Object> root, String path, String value) {
      parent(root, path).put(path.substring(path.lastIndexOf('.') + 1), value);
    }

    private static void unset(Map<String, Object> root, String path) {
      parent(root, path).remove(path.substring(path.lastIndexOf('.') + 1));
    }

    @SuppressWarnings("unchecked")
    private static void render(Map<String, Object> map, String indent, StringBuilder text) {
      map.forEach(
          (key, value) -> {
            if (key.equals("routes[0]")) {
              text.append(indent).append("routes:\n");
            }
            boolean item = key.startsWith("routes[");
            text.append(indent).append(item ? "  -" : key + ":");
            if (value instanceof Map<?, ?> below) {
              text.append('\n');
              render((Map<String, Object>) below, indent + "    ", text);
            } else {
              text.append(' ').append(value).append('\n');
            }
          });
    }
  }
}
