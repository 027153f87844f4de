package io.edgeauth.redis;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.redis.SharedCharges.Operation;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One call of the script that somebody waits for: on his own thread, so that an answer costs the
 * threads of the connections nothing. Not for several threads.
 */
final class LimitCall {

  /** An instance whose clock is wrong learns the time from the first answer. */
  private static final int TRIES = 3;

  private final LimitCalls calls;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final SharedCharges charges;
  private final byte[][] keys;
  private final Operation operation;
  private byte[][] arguments;
  private RedisFuture<List<Object>> sent;

  /** Sends it. */
  LimitCall(
      LimitCalls calls,
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      SharedCharges charges,
      Operation operation) {
    this.calls = calls;
    this.commands = commands;
    this.charges = charges;
    this.operation = operation;
    this.keys = charges.keys();
    this.arguments = charges.arguments(operation);
    this.sent = calls.script().byDigest(commands, keys, arguments);
  }

  /**
   * Waits for the answer.
   *
   * @param until when nobody waits any more, by the ticker
   * @return the answer, or null where there is none
   */
  long @Nullable [] await(Ticker ticker, long until) {
    boolean whole = false;
    for (int tries = 0; tries < TRIES; tries++) {
      try {
        long[] answer = LimitScript.numbers(sent.get(until - ticker.read(), TimeUnit.NANOSECONDS));
        charges.turnTo(answer);
        if (answer[0] != LimitCalls.OF_ANOTHER_TIME) {
          calls.answered(operation, answer);
          return answer;
        }
        arguments = charges.arguments(operation);
        sent = calls.script().byDigest(commands, keys, arguments);
      } catch (ExecutionException e) {
        if (whole || !LimitScript.isUnknown(e)) {
          calls.failed(e);
          return null;
        }
        whole = true;
        sent = calls.script().whole(commands, keys, arguments);
      } catch (TimeoutException e) {
        calls.failed(e);
        return null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return null;
  }

  /** Gives back what it is granted, also where that is told only after nobody waits any more. */
  void undo() {
    var unused =
        sent.thenAccept(
            said -> {
              long[] answer = LimitScript.numbers(said);
              if (answer[0] == LimitCalls.PASSES) {
                calls.undo(charges, answer);
              }
            });
  }
}
