package io.edgeauth.redis;

import io.edgeauth.event.SharedStoreEvent;
import io.edgeauth.runtime.EdgeRuntime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * Tells once when Redis begins to refuse a command (it is full, a replica, or does not permit it)
 * and once when it takes it again. A refusal comes at once, so nothing is closed for it.
 */
final class RedisRefusals {

  private final EdgeRuntime runtime;
  private final Map<String, String> refused = new ConcurrentHashMap<>();

  RedisRefusals(EdgeRuntime runtime) {
    this.runtime = runtime;
  }

  void refused(String command, Throwable thrown) {
    String why = command + ": " + RedisFault.text(thrown);
    if (!why.equals(refused.put(command, why))) {
      tell(new SharedStoreEvent(runtime.clock().instant(), "redis", false, why));
    }
  }

  void accepted(String command) {
    if (!refused.isEmpty() && refused.remove(command) != null) {
      tell(new SharedStoreEvent(runtime.clock().instant(), "redis", true, ""));
    }
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
