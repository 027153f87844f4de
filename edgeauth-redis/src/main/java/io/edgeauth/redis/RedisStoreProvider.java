package io.edgeauth.redis;

import io.edgeauth.authn.remote.SharedAnswersSpec;
import io.edgeauth.config.ConfigNode;
import io.edgeauth.config.Section;
import io.edgeauth.config.SharedStoreProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code redis}. Public for {@link java.util.ServiceLoader} alone. */
public final class RedisStoreProvider implements SharedStoreProvider {

  /** Made by {@link java.util.ServiceLoader}. */
  public RedisStoreProvider() {}

  @Override
  public String kind() {
    return "redis";
  }

  @Override
  public Optional<SharedAnswersSpec> read(Section section, Map<String, String> environment) {
    boolean written = section.has("uri");
    boolean cluster = section.node("uri") instanceof ConfigNode.Sequence;
    List<String> uris = section.texts("uri", List.of());
    String prefix = section.text("key-prefix", RedisStore.DEFAULT_KEY_PREFIX);
    Duration timeout =
        section.duration(
            "timeout",
            RedisStore.DEFAULT_TIMEOUT,
            RedisStore.SHORTEST_TIMEOUT,
            RedisStore.LONGEST_TIMEOUT);
    section.end();
    if (!written) {
      section.problem("uri", "missing (expected: such as redis://HOST:PORT)");
      return Optional.empty();
    }
    String fault = RedisAddresses.fault(uris, cluster);
    if (fault != null) {
      section.problem("uri", fault);
    }
    if (!RedisStore.isPrefix(prefix)) {
      section.problem("key-prefix", "not shown (" + RedisStore.PREFIX_EXPECTED + ")");
    }
    return fault == null && RedisStore.isPrefix(prefix)
        ? Optional.of(new RedisStore(uris, cluster, prefix, timeout))
        : Optional.empty();
  }
}
