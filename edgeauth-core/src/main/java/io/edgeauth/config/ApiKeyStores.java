package io.edgeauth.config;

import io.edgeauth.authn.apikey.ApiKeyStore;
import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code authenticators.*.api-key.store}: in memory, in a file, or what a provider on the
 * class path reads. Providers are looked for when a kind is not the core's own.
 */
final class ApiKeyStores {

  private static final String MEMORY = "memory";
  private static final String FILE = "file";
  private static final String DEFAULT_FILE = "keys.json";

  /** What brings a kind that people know from the documentation. */
  private static final Map<String, String> DEPENDENCIES = Map.of("jdbc", "edgeauth-jdbc");

  private final Map<String, String> environment;
  private final @Nullable ClassLoader applications = Thread.currentThread().getContextClassLoader();

  ApiKeyStores(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Reads the section.
   *
   * @param store what stands below {@code store}
   * @return where keys are kept; empty for the memory, and where the section has a problem
   */
  Optional<ApiKeyStoreSpec> read(Section store) {
    if (store.keys().size() != 1) {
      store
          .problems()
          .add(
              store.origin(),
              store.path(),
              "not exactly one kind of store (expected: memory, file or jdbc)");
      return Optional.empty();
    }
    String kind = store.keys().get(0);
    Optional<ApiKeyStoreSpec> read =
        switch (kind) {
          case MEMORY -> memory(store);
          case FILE -> file(store);
          default -> provided(store, kind);
        };
    store.end();
    return read;
  }

  private static Optional<ApiKeyStoreSpec> memory(Section store) {
    store.sectionOrEmpty(MEMORY).end();
    return Optional.empty();
  }

  private static Optional<ApiKeyStoreSpec> file(Section store) {
    Section section = store.sectionOrEmpty(FILE);
    Path path = section.file("path");
    section.end();
    return Optional.of(
        ApiKeyStore.file(path == null ? section.directory().resolve(DEFAULT_FILE) : path));
  }

  private Optional<ApiKeyStoreSpec> provided(Section store, String kind) {
    Map<String, ApiKeyStoreProvider> providers;
    try {
      providers = providers();
    } catch (ServiceConfigurationError e) {
      return problem(store, kind, "stores on the class path: " + e.getMessage());
    }
    ApiKeyStoreProvider provider = providers.get(kind);
    if (provider != null) {
      Section section = store.section(kind);
      return section == null ? Optional.empty() : provider.read(section, environment);
    }
    String dependency = DEPENDENCIES.get(kind);
    if (dependency != null) {
      return problem(
          store,
          kind,
          dependency
              + " is not on the class path (expected: the dependency io.edgeauth:"
              + dependency
              + ")");
    }
    // Asked for, so that the problem of the unknown key can tell what is known here.
    List.of(MEMORY, FILE).forEach(store::has);
    DEPENDENCIES.keySet().forEach(store::has);
    providers.keySet().forEach(store::has);
    return Optional.empty();
  }

  private static Optional<ApiKeyStoreSpec> problem(Section store, String kind, String message) {
    if (store.has(kind)) { // and so it is no unknown key beside
      store.problem(kind, message);
    }
    return Optional.empty();
  }

  private Map<String, ApiKeyStoreProvider> providers() {
    Map<String, ApiKeyStoreProvider> byKind = new LinkedHashMap<>();
    for (ApiKeyStoreProvider provider :
        ServiceLoader.load(ApiKeyStoreProvider.class, applications)) {
      ApiKeyStoreProvider other = byKind.put(provider.kind(), provider);
      if (other != null) {
        throw new ServiceConfigurationError(
            provider.kind()
                + " is the kind of two stores on the class path: "
                + other.getClass().getName()
                + " and "
                + provider.getClass().getName());
      }
    }
    return byKind;
  }
}
