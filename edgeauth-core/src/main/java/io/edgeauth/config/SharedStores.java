package io.edgeauth.config;

import io.edgeauth.authn.remote.SharedAnswersSpec;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code redis}, the store that instances share, by what a provider on the class path does.
 */
final class SharedStores {

  private static final String REDIS = "redis";

  private final Map<String, String> environment;
  private final @Nullable ClassLoader applications = Thread.currentThread().getContextClassLoader();

  SharedStores(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Reads the section.
   *
   * @param root the section that {@code redis} stands in
   * @return what opens the store, or null where there is none or the section has a problem
   */
  @Nullable SharedAnswersSpec read(Section root) {
    if (!root.has(REDIS)) {
      return null;
    }
    SharedStoreProvider provider;
    try {
      provider = provider();
    } catch (ServiceConfigurationError e) {
      root.problem(REDIS, "stores on the class path: " + e.getMessage());
      return null;
    }
    if (provider == null) {
      root.problem(
          REDIS,
          "edgeauth-redis is not on the class path (expected: the dependency io.edgeauth:edgeauth-redis)");
      return null;
    }
    Section section = root.section(REDIS);
    return section == null ? null : provider.read(section, environment).orElse(null);
  }

  private @Nullable SharedStoreProvider provider() {
    SharedStoreProvider found = null;
    for (SharedStoreProvider provider :
        ServiceLoader.load(SharedStoreProvider.class, applications)) {
      if (!provider.kind().equals(REDIS)) {
        continue;
      }
      if (found != null) {
        throw new ServiceConfigurationError(
            "redis is read by two of them: "
                + found.getClass().getName()
                + " and "
                + provider.getClass().getName());
      }
      found = provider;
    }
    return found;
  }
}
