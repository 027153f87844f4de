package io.edgeauth.config;

import io.edgeauth.authn.remote.SharedAnswersSpec;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the section of a store that instances share, so that a configuration can name one that the
 * core does not have. Register it for {@link java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/io.edgeauth.config.SharedStoreProvider}, or in {@code provides} of its module.
 *
 * <p>Asked by one thread while a configuration is read. Must not block: whether the store answers
 * is no question of the configuration.
 */
public interface SharedStoreProvider {

  /**
   * The section that it reads.
   *
   * @return such as {@code redis}; the same at every call, and another than all others have
   */
  String kind();

  /**
   * Reads the section.
   *
   * @param section what stands below the key; what is wrong in it becomes a problem there. Call its
   *     {@link Section#end} last
   * @param environment the environment variables, for {@link SeveralValues#secrets}
   * @return what opens the store: a record, so that equal sections share one; empty where the
   *     section has a problem
   */
  Optional<SharedAnswersSpec> read(Section section, Map<String, String> environment);
}
