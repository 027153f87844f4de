package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation shows is what the code does. */
final class DocumentationTest {

  private static final Path ROOT =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().getParent();
  private static final List<String> COMPILED =
      List.of(
          "edgeauth-servlet/src/test/java/io/edgeauth/servlet/QuickStart.java",
          "edgeauth-jdbc/src/test/java/io/edgeauth/jdbc/QuickStart.java",
          "edgeauth-redis/src/test/java/io/edgeauth/redis/QuickStart.java",
          "edgeauth-examples/plain-http/src/main/java/io/edgeauth/examples/plainhttp/EdgeAuthHttpFilter.java",
          "edgeauth-examples/plain-http/src/test/java/io/edgeauth/examples/plainhttp/PlainHttpContractTest.java");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> pages() {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      List<Path> pages =
          new ArrayList<>(docs.filter(file -> file.toString().endsWith(".md")).toList());
      for (String page : List.of("README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
        pages.add(ROOT.resolve(page));
      }
      return pages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> snippets(Path page, String language) {
    List<String> snippets = new ArrayList<>();
    Matcher matcher =
        Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL).matcher(read(page));
    while (matcher.find()) {
      snippets.add(matcher.group(1));
    }
    return snippets;
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }

  @Test
  void javaSnippets_everyPage_areCompiledCode() {
    String compiled =
        COMPILED.stream()
            .map(file -> squeezed(read(ROOT.resolve(file))))
            .collect(Collectors.joining("\n"));
    List<String> snippets =
        pages().stream().flatMap(page -> snippets(page, "java").stream()).toList();

    assertThat(snippets).isNotEmpty();
    for (String snippet : snippets) {
      assertThat(compiled).contains(squeezed(snippet));
    }
  }

  @Test
  void yamlSnippets_everyPage_areRightConfigurations(@TempDir Path directory) throws Exception {
    Path store = TestCertificate.writePem(directory.resolve("ca.pem"), ServerTls.authority());
    List<String> snippets =
        pages().stream()
            .flatMap(page -> snippets(page, "yaml").stream())
            .filter(snippet -> snippet.startsWith("edgeauth:"))
            .toList();

    assertThat(snippets).hasSizeGreaterThanOrEqualTo(4);
    for (String snippet : snippets) {
      String here =
          snippet
              .replaceAll("env:[A-Z_]+", "what-the-environment-says")
              .replaceAll("(certificates/)?ca\\.pem", Matcher.quoteReplacement(store.toString()));
      try (EdgeAuth edge =
          EdgeAuth.builder().configuration("snippet", here).onlyLooking().build()) {
        assertThat(edge.routes()).isNotEmpty();
      }
    }
  }

  @Test
  void reasons_all_areExplained() {
    String page = read(ROOT.resolve("docs/reasons.md"));
    List<String> rows = Reasons.all().stream().map(DocumentationTest::row).toList();

    assertThat(rows).allSatisfy(row -> assertThat(page).contains(row));
    assertThat(page.lines().filter(line -> line.startsWith("| `"))).hasSameSizeAs(rows);
  }

  private static String row(Reason reason) {
    return "| `" + reason.code() + "` | " + reason.status() + " |";
  }

  @Test
  void links_everyPage_leadSomewhere() {
    for (Path page : pages()) {
      Matcher link = LINK.matcher(read(page));
      while (link.find()) {
        Path target = page.resolveSibling(link.group(1));
        assertThat(target).as(page + ": " + link.group(1)).exists();
        if (link.group(2) != null) {
          assertThat(anchors(target)).as(page + ": " + link.group()).contains(link.group(2));
        }
      }
    }
  }

  /** Headings as their pages' hosts make anchors of them. */
  private static List<String> anchors(Path page) {
    return read(page)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> "#" + heading.replaceAll("[^a-z0-9_ -]", "").replace(' ', '-'))
        .toList();
  }
}
