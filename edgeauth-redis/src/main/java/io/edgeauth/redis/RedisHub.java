package io.edgeauth.redis;

import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.runtime.EdgeRuntime;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

/**
 * One Redis for everything that is shared there: answers and limits with equal settings go by the
 * same connections, and one beat finds out whether it is there. Leased by what opens it.
 */
final class RedisHub implements AutoCloseable {

  private record Lease(RedisStore store, OutboundSettings outbound) {}

  private final RedisKeys keys;
  private final RedisMessages messages;
  private final RedisRefusals refusals;
  private final RedisInvalidations invalidations;
  private final @Nullable RedisLink link;

  private RedisHub(RedisStore store, EdgeRuntime runtime, OutboundSettings outbound) {
    keys = new RedisKeys(store.keyPrefix());
    messages = new RedisMessages(keys);
    refusals = new RedisRefusals(runtime);
    invalidations = new RedisInvalidations(keys, refusals);
    link =
        runtime.isPrefetching()
            ? new RedisLink(store, outbound, messages, invalidations, runtime)
            : null;
  }

  /**
   * Takes it while something that needs it is opened. Where a configuration is only looked at,
   * nobody is contacted.
   */
  static RedisHub take(RedisStore store, EdgeRuntime runtime, OutboundSettings outbound) {
    return runtime
        .leases()
        .take(new Lease(store, outbound), () -> new RedisHub(store, runtime, outbound));
  }

  RedisKeys keys() {
    return keys;
  }

  RedisMessages messages() {
    return messages;
  }

  RedisInvalidations invalidations() {
    return invalidations;
  }

  /** What commands are given to, or null while Redis is not to be asked. */
  @Nullable RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return link == null ? null : link.commands();
  }

  /**
   * A command has ended.
   *
   * @param thrown why Redis did not do it, or null where it did
   */
  void ended(String command, @Nullable Throwable thrown) {
    if (thrown == null) {
      refusals.accepted(command);
    } else if (RedisFault.isRefusal(thrown)) {
      refusals.refused(command, thrown);
    } else if (link != null) {
      link.failed(thrown);
    }
  }

  @Override
  public void close() {
    if (link != null) {
      link.close();
    }
  }
}
