package io.edgeauth.redis;

import io.edgeauth.event.SharedStoreEvent;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * Tells once when Redis begins to refuse a command (it is full, a replica, or does not permit it)
 * and once when it takes it again. A refusal comes at once, so nothing is closed for it.
 */
final class RedisRefusals {

  /**
   * Where one key holds something else, commands with other keys are taken all the time: that it is
   * over shows when it was not met for so long.
   */
  private static final long QUIET = Duration.ofSeconds(1).toNanos();

  private record Refusal(String why, boolean ofOneKey, long at) {}

  private final EdgeRuntime runtime;
  private final Map<String, Refusal> refused = new ConcurrentHashMap<>();

  RedisRefusals(EdgeRuntime runtime) {
    this.runtime = runtime;
  }

  void refused(String command, Throwable thrown) {
    String why = command + ": " + RedisFault.text(thrown);
    Refusal refusal = new Refusal(why, RedisFault.isOfOneKey(thrown), runtime.ticker().read());
    Refusal before = refused.put(command, refusal);
    if (before == null || !why.equals(before.why())) {
      tell(new SharedStoreEvent(runtime.clock().instant(), "redis", false, why));
    }
  }

  void accepted(String command) {
    if (refused.isEmpty()) {
      return; // as nearly always
    }
    Refusal last = refused.get(command);
    if (last != null && isOver(last) && refused.remove(command, last)) {
      tell(new SharedStoreEvent(runtime.clock().instant(), "redis", true, ""));
    }
  }

  private boolean isOver(Refusal last) {
    return !last.ofOneKey() || runtime.ticker().read() - last.at() >= QUIET;
  }

  /** Listeners may block, and this may be the thread that all answers of Redis come by. */
  private void tell(SharedStoreEvent event) {
    try {
      runtime.workers().execute(() -> runtime.events().publish(event));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // Everything ends, or there is no thread: nobody is told.
    }
  }
}
