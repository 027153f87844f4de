package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.apikey.ApiKeyStore;
import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** C01: where API keys are kept, and what is said where it cannot be there. */
final class ApiKeyStoresTest {

  /** Reads {@code shelf}. */
  public static final class Shelf implements ApiKeyStoreProvider {

    @Override
    public String kind() {
      return "shelf";
    }

    @Override
    public Optional<ApiKeyStoreSpec> read(Section section, Map<String, String> environment) {
      String board = section.requiredText("board");
      section.end();
      return Optional.of(ApiKeyStore.file(Path.of(board)));
    }
  }

  /** Another of the same kind. */
  public static final class OtherShelf implements ApiKeyStoreProvider {

    @Override
    public String kind() {
      return "shelf";
    }

    @Override
    public Optional<ApiKeyStoreSpec> read(Section section, Map<String, String> environment) {
      return Optional.empty();
    }
  }

  @TempDir Path directory;
  private final Problems problems = new Problems();

  private Optional<ApiKeyStoreSpec> read(String store) {
    ConfigNode.Mapping tree =
        YamlSource.read("edgeauth.yaml", "store: " + store + "\n", Map.of(), problems);
    Section root = Section.of(tree, "", directory, problems);
    return new ApiKeyStores(Map.of()).read(root.sectionOrEmpty("store"));
  }

  private List<String> told() {
    return problems.list().stream().map(Problem::toString).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "{memory: {}}"})
  void read_memory_nothingToOpen(String store) {
    assertThat(read(store)).isEmpty();
    assertThat(told()).isEmpty();
  }

  @Test
  void read_file_besideTheConfiguration() {
    assertThat(read("file")).contains(ApiKeyStore.file(directory.resolve("keys.json")));
    assertThat(read("{file: {path: a/b.json}}"))
        .contains(ApiKeyStore.file(directory.resolve("a/b.json")));
    assertThat(told()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jdbc                       | store.jdbc: edgeauth-jdbc is not on the class path (expected: the dependency io.edgeauth:edgeauth-jdbc)
          {jdbc: {url: 'jdbc:x:y'}}  | store.jdbc: edgeauth-jdbc is not on the class path (expected: the dependency io.edgeauth:edgeauth-jdbc)
          flie                       | store.flie: unknown key (did you mean `file`?)
          attic                      | store.attic: unknown key (known here: memory, file, jdbc)
          {memory: {}, file: {}}     | store: not exactly one kind of store (expected: memory, file or jdbc)
          {}                         | store: not exactly one kind of store (expected: memory, file or jdbc)
          {memory: {size: 1}}        | store.memory.size: unknown key (no keys are allowed here)
          {file: {paht: x}}          | store.file.paht: unknown key (did you mean `path`?)
          """)
  void read_wrong_told(String store, String problem) {
    var unused = read(store);
    assertThat(told()).singleElement().asString().endsWith(problem);
  }

  private void withProviders(Runnable test, Class<?>... types) throws Exception {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    List<String> names = java.util.Arrays.stream(types).map(Class::getName).toList();
    Files.write(services.resolve(ApiKeyStoreProvider.class.getName()), names);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      test.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void read_kindOfAProvider_whatItReads() throws Exception {
    withProviders(
        () -> {
          assertThat(read("{shelf: {board: /x}}")).contains(ApiKeyStore.file(Path.of("/x")));
          assertThat(told()).isEmpty();
          var unused = read("shelf");
          assertThat(told())
              .singleElement()
              .asString()
              .endsWith("store.shelf.board: missing (expected: text)");
        },
        Shelf.class);
  }

  @Test
  void read_twoProvidersOfAKind_told() throws Exception {
    withProviders(
        () -> {
          assertThat(read("{shelf: {board: /x}}")).isEmpty();
          assertThat(told())
              .singleElement()
              .asString()
              .contains("shelf is the kind of two stores on the class path");
        },
        Shelf.class,
        OtherShelf.class);
  }
}
