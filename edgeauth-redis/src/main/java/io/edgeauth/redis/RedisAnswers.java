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

  private final RedisKeys keys;
  private final RedisMessages messages;
  private final Duration timeout;
  private final RedisRefusals refusals;
  private final RedisInvalidations invalidations;
  private final @Nullable RedisLink link;

  private RedisAnswers(
      RedisKeys keys,
      RedisMessages messages,
      Duration timeout,
      RedisRefusals refusals,
      RedisInvalidations invalidations,
      @Nullable RedisLink link) {
    this.keys = keys;
    this.messages = messages;
    this.timeout = timeout;
    this.refusals = refusals;
    this.invalidations = invalidations;
    this.link = link;
  }

  /** Where a configuration is only looked at, nobody is contacted. */
  static RedisAnswers open(RedisStore store, EdgeRuntime runtime, OutboundSettings outbound) {
    RedisKeys keys = new RedisKeys(store.keyPrefix());
    RedisMessages messages = new RedisMessages(keys);
    RedisRefusals refusals = new RedisRefusals(runtime);
    RedisInvalidations invalidations = new RedisInvalidations(keys, refusals);
    RedisLink link =
        runtime.isPrefetching()
            ? new RedisLink(store, outbound, messages, invalidations, runtime)
            : null;
    return new RedisAnswers(keys, messages, store.timeout(), refusals, invalidations, link);
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
            .whenComplete((done, thrown) -> ended("SET", thrown));
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
    return messages.listen(listener);
  }

  private @Nullable RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return link == null ? null : link.commands();
  }

  private <T> @Nullable T await(String command, Future<T> answer) {
    try {
      T result = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      ended(command, null);
      return result;
    } catch (ExecutionException e) {
      ended(command, e);
    } catch (TimeoutException e) {
      answer.cancel(false);
      ended(command, e);
    } catch (InterruptedException e) {
      answer.cancel(false);
      Thread.currentThread().interrupt();
    }
    return null;
  }

  private void ended(String command, @Nullable Throwable thrown) {
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
