package io.edgeauth.redis;

import io.edgeauth.redis.SharedCharges.Operation;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Calls the script, and says what became of it to who decides whether Redis is to be asked. */
final class LimitCalls {

  /** What an answer begins with. */
  static final long REFUSED = 0;

  static final long PASSES = 1;

  private static final long OF_ANOTHER_TIME = 2;

  /** An instance whose clock is wrong learns the time from the first answer. */
  private static final int TRIES = 3;

  private static final String COMMAND = "EVALSHA";

  private final RedisHub hub;
  private final LimitScript script = new LimitScript();

  LimitCalls(RedisHub hub) {
    this.hub = hub;
  }

  /** Sends it now. The answer comes at the latest when Lettuce gives the command up. */
  CompletableFuture<long[]> send(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      SharedCharges charges,
      Operation operation) {
    return send(commands, charges, operation, TRIES)
        .whenComplete((answer, thrown) -> hub.ended(COMMAND, thrown))
        .toCompletableFuture();
  }

  private CompletionStage<long[]> send(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      SharedCharges charges,
      Operation operation,
      int tries) {
    return script
        .call(commands, charges.keys(), charges.arguments(operation))
        .thenCompose(
            answer -> {
              charges.turnTo(answer);
              return answer[0] == OF_ANOTHER_TIME && tries > 1
                  ? send(commands, charges, operation, tries - 1)
                  : CompletableFuture.completedFuture(answer);
            });
  }

  /** Gives back what an answer granted. Nobody waits for that. */
  void undo(SharedCharges charges, long[] answer) {
    RedisClusterAsyncCommands<byte[], byte[]> commands = hub.commands();
    if (commands != null) {
      var unused =
          script
              .call(commands, charges.keys(), charges.undoing(answer))
              .whenComplete((done, thrown) -> hub.ended(COMMAND, thrown));
    }
  }
}
