package io.edgeauth.redis;

import io.edgeauth.redis.SharedCharges.Operation;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Calls the script, and says what became of it to who decides whether Redis is to be asked. */
final class LimitCalls {

  /** What an answer begins with. */
  static final long PASSES = 1;

  /** It took nothing: the boundaries of a calendar's windows were of another time. */
  static final long OF_ANOTHER_TIME = 2;

  private static final String COMMAND = "EVALSHA";

  private final RedisHub hub;
  private final LimitScript script = new LimitScript();

  LimitCalls(RedisHub hub) {
    this.hub = hub;
  }

  LimitScript script() {
    return script;
  }

  /** A call has failed. */
  void failed(Throwable thrown) {
    hub.ended(COMMAND, thrown);
  }

  /**
   * A call was answered. Only one that took or gave something shows that Redis takes what it is
   * given: one that is full, or a replica, looks all the same.
   */
  void answered(Operation operation, long[] answer) {
    if (operation != Operation.PEEK && answer[0] == PASSES) {
      hub.ended(COMMAND, null);
    }
  }

  private void ended(Operation operation, long @Nullable [] answer, @Nullable Throwable thrown) {
    if (thrown != null) {
      failed(thrown);
    } else if (answer != null) {
      answered(operation, answer);
    }
  }

  /** Sends what nobody waits for. */
  void tell(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      SharedCharges charges,
      Operation operation) {
    var unused =
        script
            .call(commands, charges.keys(), charges.arguments(operation))
            .thenCompose(answer -> again(commands, charges, operation, answer))
            .whenComplete((answer, thrown) -> ended(operation, answer, thrown));
  }

  /** Once more, where the first answer told what Redis's time is. */
  private CompletionStage<long[]> again(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      SharedCharges charges,
      Operation operation,
      long[] answer) {
    charges.turnTo(answer);
    return answer[0] == OF_ANOTHER_TIME
        ? script.call(commands, charges.keys(), charges.arguments(operation))
        : CompletableFuture.completedFuture(answer);
  }

  /** Gives back what an answer granted. Nobody waits for that. */
  void undo(SharedCharges charges, long[] answer) {
    RedisClusterAsyncCommands<byte[], byte[]> commands = hub.commands();
    if (commands != null) {
      var unused =
          script
              .call(commands, charges.keys(), charges.undoing(answer))
              .whenComplete((done, thrown) -> ended(Operation.REFUND, done, thrown));
    }
  }
}
