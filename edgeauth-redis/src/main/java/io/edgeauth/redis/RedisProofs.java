package io.edgeauth.redis;

import io.edgeauth.authn.bound.SharedProofs;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.runtime.EdgeRuntime;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Used proofs in Redis: one key for each, which Redis itself lets expire. */
final class RedisProofs implements SharedProofs {

  private static final byte[] USED = {'1'};

  /** No key that instances agree on is longer. */
  private static final int LONGEST_KEY = 64;

  /** What a command has answered; Redis may answer with nothing. */
  private record Answer<T>(@Nullable T value) {}

  private final RedisHub hub;
  private final RedisKeys keys;
  private final Duration timeout;
  private volatile boolean closed;

  private RedisProofs(RedisHub hub, Duration timeout) {
    this.hub = hub;
    this.keys = hub.keys();
    this.timeout = timeout;
  }

  static RedisProofs open(RedisStore store, EdgeRuntime runtime, OutboundSettings outbound) {
    return new RedisProofs(RedisHub.take(store, runtime, outbound), store.timeout());
  }

  @Override
  public Seen remember(byte[] name, Duration holds) {
    RedisClusterAsyncCommands<byte[], byte[]> commands = commands();
    if (commands == null) {
      return Seen.UNKNOWN;
    }
    Answer<String> answer = await("SET", commands.set(keys.proof(name), USED, ifNone(holds)));
    if (answer == null) {
      return Seen.UNKNOWN;
    }
    return answer.value() == null ? Seen.BEFORE : Seen.FIRST;
  }

  @Override
  public byte @Nullable [] agree(String name, byte[] offer, Duration holds) {
    RedisClusterAsyncCommands<byte[], byte[]> commands = commands();
    byte[] key = keys.agreed(name);
    Answer<String> set =
        commands == null ? null : await("SET", commands.set(key, offer, ifNone(holds)));
    if (commands == null || set == null) {
      return null;
    }
    Answer<byte[]> kept = await("GETRANGE", commands.getrange(key, 0, LONGEST_KEY - 1));
    return kept == null ? null : kept.value();
  }

  private static SetArgs ifNone(Duration holds) {
    return SetArgs.Builder.nx().px(Math.max(1, holds.toMillis()));
  }

  private @Nullable RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return closed ? null : hub.commands();
  }

  private <T> @Nullable Answer<T> await(String command, Future<T> answer) {
    try {
      T result = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      hub.ended(command, null);
      return new Answer<>(result);
    } catch (ExecutionException e) {
      hub.ended(command, e);
    } catch (TimeoutException e) {
      answer.cancel(false);
      hub.ended(command, e);
    } catch (InterruptedException e) {
      answer.cancel(false);
      Thread.currentThread().interrupt();
    }
    return null;
  }

  /** What it has gone by ends with what leased it. */
  @Override
  public void close() {
    closed = true;
  }
}
