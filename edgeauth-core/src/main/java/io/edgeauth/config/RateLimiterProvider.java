package io.edgeauth.config;

import io.edgeauth.authn.remote.SharedAnswersSpec;
import io.edgeauth.ratelimit.RateLimiterSpec;

/**
 * Makes a limiter of a store that instances share, so that {@code limiter.store} can name one that
 * the core does not have. Register it for {@link java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/io.edgeauth.config.RateLimiterProvider}, or in {@code provides} of its module.
 *
 * <p>Asked by one thread while a configuration is read, after the {@link SharedStoreProvider} of
 * the same kind has read the store's own section. Must not block.
 */
public interface RateLimiterProvider {

  /**
   * The word of {@code limiter.store}, which is the store's section too.
   *
   * @return such as {@code redis}; the same at every call, and another than all others have
   */
  String kind();

  /**
   * Makes the limiter of a store.
   *
   * @param store what the provider of the store made of its section
   * @return what opens the limiter: a record, so that equal stores share one
   */
  RateLimiterSpec limiter(SharedAnswersSpec store);
}
