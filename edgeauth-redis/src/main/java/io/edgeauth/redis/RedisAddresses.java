package io.edgeauth.redis;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads addresses of Redis. Those that people write hold passwords, so no message shows one. */
final class RedisAddresses {

  /** For connecting, greeting and logging in, which no request waits for. */
  private static final Duration CONNECTING = Duration.ofSeconds(2);

  private static final Set<String> NODES = Set.of("redis", "rediss");
  private static final Set<String> ALONE =
      Set.of("redis", "rediss", "redis-sentinel", "rediss-sentinel");

  private RedisAddresses() {}

  /** What is wrong with them and what is expected, or null. */
  static @Nullable String fault(List<String> uris, boolean cluster) {
    if (uris.isEmpty() || (!cluster && uris.size() > 1)) {
      return "expected: one address, or a list of a cluster's nodes";
    }
    for (String uri : uris) {
      String fault = fault(uri, cluster);
      if (fault != null) {
        return fault;
      }
    }
    boolean tls = uris.get(0).startsWith("rediss:");
    return cluster && uris.stream().anyMatch(uri -> uri.startsWith("rediss:") != tls)
        ? "nodes with TLS and without (expected: all redis:// or all rediss://)"
        : null;
  }

  private static @Nullable String fault(String uri, boolean node) {
    int colon = uri.indexOf("://");
    String scheme = colon < 0 ? "" : uri.substring(0, colon);
    if (!(node ? NODES : ALONE).contains(scheme)) {
      return node
          ? "no address of a cluster's node (expected: redis://HOST:PORT or rediss://HOST:PORT)"
          : "no address (expected: redis://HOST:PORT, rediss://HOST:PORT or"
              + " redis-sentinel://HOST:PORT,HOST:PORT#NAME)";
    }
    if (scheme.endsWith("-sentinel") && uri.indexOf('#') < colon + 4) {
      return "no name of a master (expected: redis-sentinel://HOST:PORT,HOST:PORT#NAME)";
    }
    String query = uri.toLowerCase(Locale.ROOT);
    if (query.contains("verifypeer=") || query.contains("timeout=")) {
      return "a parameter that has no effect here (expected: no verifyPeer and no timeout; whose"
          + " certificates are trusted says outbound.trust-store)";
    }
    try {
      RedisURI read = RedisURI.create(uri);
      if (scheme.endsWith("-sentinel") && isBlank(read.getSentinelMasterId())) {
        return "no name of a master (expected: redis-sentinel://HOST:PORT,HOST:PORT#NAME)";
      }
      if (node && read.getDatabase() != 0) {
        return "a cluster has one database (expected: no database in the address)";
      }
      return null;
    } catch (IllegalArgumentException e) {
      return "no address that can be read (expected: such as redis://:PASSWORD@HOST:6379, the"
          + " password percent-encoded)";
    }
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  /** The addresses, for connections of ours. */
  static List<RedisURI> read(List<String> uris) {
    return uris.stream()
        .map(
            text -> {
              RedisURI uri = RedisURI.create(text);
              uri.setTimeout(CONNECTING);
              uri.getSentinels().forEach(sentinel -> sentinel.setTimeout(CONNECTING));
              return uri;
            })
        .toList();
  }

  static Duration connecting() {
    return CONNECTING;
  }
}
