package io.edgeauth.redis;

import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Drops names in Redis and tells the other instances. What did not arrive is kept, the newest of
 * it, and told when Redis is there again: an instance whose own connections never broke knows of no
 * other way that it has missed something. To tell a name twice costs a call and nothing else.
 *
 * <p>Any number of threads may use it at once.
 */
final class RedisInvalidations {

  /** What stands at a name that was forgotten. It opens as nothing. */
  private static final byte[] FORGOTTEN = {'-'};

  private static final int MOST_KEPT = 1024;

  /** So many are under way at once, as the queue of the connection has a bound. */
  private static final int AT_ONCE = 100;

  /** One forgetting of a name; another of the same name is another. */
  private static final class Kept {

    private final byte[] name;
    private final Duration holds;

    Kept(byte[] name, Duration holds) {
      this.name = name.clone();
      this.holds = holds;
    }

    ByteBuffer key() {
      return ByteBuffer.wrap(name);
    }
  }

  private final RedisKeys keys;
  private final RedisRefusals refusals;
  private final Map<ByteBuffer, Kept> kept = new LinkedHashMap<>();

  RedisInvalidations(RedisKeys keys, RedisRefusals refusals) {
    this.keys = keys;
    this.refusals = refusals;
  }

  /** One after the other: whoever hears of it must not find the old answer there. */
  CompletableFuture<Long> send(
      RedisClusterAsyncCommands<byte[], byte[]> commands, byte[] name, Duration holds) {
    long millis = Math.max(1, holds.toMillis());
    return commands
        .set(keys.answer(name), FORGOTTEN, SetArgs.Builder.px(millis))
        .thenCompose(done -> commands.publish(keys.channel(), keys.message(name)))
        .toCompletableFuture();
  }

  /** It did not arrive, or nobody knows. */
  void keep(byte[] name, Duration holds) {
    Kept one = new Kept(name, holds);
    synchronized (kept) {
      kept.remove(one.key());
      kept.put(one.key(), one);
      if (kept.size() > MOST_KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
  }

  /**
   * Tells what was kept. Ends with the first that Redis does not take: the next beat tries again.
   */
  void resend(RedisClusterAsyncCommands<byte[], byte[]> commands, Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (List<Kept> some = some(); !some.isEmpty(); some = some()) {
      List<CompletableFuture<Long>> told = new ArrayList<>();
      for (Kept one : some) {
        told.add(send(commands, one.name, one.holds));
      }
      for (int i = 0; i < told.size(); i++) {
        var unused = told.get(i).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        arrived(some.get(i));
      }
      refusals.accepted("PUBLISH");
    }
  }

  private List<Kept> some() {
    synchronized (kept) {
      return kept.values().stream().limit(AT_ONCE).toList();
    }
  }

  /** What was forgotten again meanwhile is another. */
  private void arrived(Kept one) {
    synchronized (kept) {
      kept.remove(one.key(), one);
    }
  }
}
