package io.edgeauth.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * The script that counts. It is named by its digest; a Redis that does not know it, after a
 * restart, a failover or {@code SCRIPT FLUSH}, is given the whole text in the same call.
 */
final class LimitScript {

  private static final String RESOURCE = "limits.lua";

  private final byte[] text;
  private final String digest;

  LimitScript() {
    this(read());
  }

  LimitScript(byte[] text) {
    this.text = text.clone();
    this.digest = Base16.digest(text);
  }

  private static byte[] read() {
    try (InputStream in = LimitScript.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not in the jar of edgeauth-redis");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Calls it by its digest.
   *
   * @param keys of one slot, where it is a cluster
   * @return its numbers, later; {@link #isUnknown} says whether it has to be sent whole
   */
  RedisFuture<List<Object>> byDigest(
      RedisClusterAsyncCommands<byte[], byte[]> commands, byte[][] keys, byte[][] arguments) {
    return commands.evalsha(digest, ScriptOutputType.MULTI, keys, arguments);
  }

  /** Calls it by its text, which Redis keeps. */
  RedisFuture<List<Object>> whole(
      RedisClusterAsyncCommands<byte[], byte[]> commands, byte[][] keys, byte[][] arguments) {
    return commands.eval(text, ScriptOutputType.MULTI, keys, arguments);
  }

  /** Calls it for somebody who does not wait. */
  CompletionStage<long[]> call(
      RedisClusterAsyncCommands<byte[], byte[]> commands, byte[][] keys, byte[][] arguments) {
    return byDigest(commands, keys, arguments)
        .exceptionallyCompose(
            thrown ->
                isUnknown(thrown)
                    ? whole(commands, keys, arguments)
                    : CompletableFuture.failedFuture(thrown))
        .thenApply(LimitScript::numbers);
  }

  /** Whether Redis has not seen it yet, or has forgotten it. */
  static boolean isUnknown(Throwable thrown) {
    boolean wrapped = thrown instanceof CompletionException || thrown instanceof ExecutionException;
    return (wrapped ? thrown.getCause() : thrown) instanceof RedisNoScriptException;
  }

  static long[] numbers(List<Object> said) {
    long[] numbers = new long[said.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (Long) said.get(i);
    }
    return numbers;
  }
}
