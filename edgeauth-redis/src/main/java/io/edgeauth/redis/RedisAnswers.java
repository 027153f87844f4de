package io.edgeauth.redis;

import io.edgeauth.authn.remote.SharedAnswers;
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

/** Answers in Redis: one key for each, which Redis itself lets expire. */
final class RedisAnswers implements SharedAnswers {

  /**
   * No answer is longer. Whoever can write Redis can put half a gigabyte there, which is not to be
   * in this memory; what is cut opens as nothing.
   */
  static final int LONGEST = 1 << 20;

  private final RedisHub hub;
  private final RedisKeys keys;
  private final RedisInvalidations invalidations;
  private final Duration timeout;
  private volatile boolean closed;

  private RedisAnswers(RedisHub hub, Duration timeout) {
    this.hub = hub;
    this.keys = hub.keys();
    this.invalidations = hub.invalidations();
    this.timeout = timeout;
  }

  static RedisAnswers open(RedisStore store, EdgeRuntime runtime, OutboundSettings outbound) {
    return new RedisAnswers(RedisHub.take(store, runtime, outbound), store.timeout());
  }

  @Override
  public byte @Nullable [] get(byte[] name) {
    RedisClusterAsyncCommands<byte[], byte[]> commands = commands();
    if (commands == null) {
      return null;
    }
    byte[] content = await("GETRANGE", commands.getrange(keys.answer(name), 0, LONGEST - 1));
    return content == null || content.length == 0 ? null : content;
  }

  @Override
  public void put(byte[] name, byte[] content, Duration holds) {
    RedisClusterAsyncCommands<byte[], byte[]> commands = commands();
    long millis = holds.toMillis();
    if (commands == null || millis <= 0) {
      return;
    }
    var unused =
        commands
            .set(keys.answer(name), content, SetArgs.Builder.nx().px(millis))
            .whenComplete((done, thrown) -> hub.ended("SET", thrown));
  }

  @Override
  public boolean forget(byte[] name, Duration holds) {
    RedisClusterAsyncCommands<byte[], byte[]> commands = commands();
    boolean told =
        commands != null && await("PUBLISH", invalidations.send(commands, name, holds)) != null;
    if (!told) {
      invalidations.keep(name, holds);
    }
    return told;
  }

  @Override
  public Listening listen(Listener listener) {
    return hub.messages().listen(listener);
  }

  private @Nullable RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return closed ? null : hub.commands();
  }

  private <T> @Nullable T await(String command, Future<T> answer) {
    try {
      T result = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      hub.ended(command, null);
      return result;
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
