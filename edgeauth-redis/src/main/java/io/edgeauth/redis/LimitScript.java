package io.edgeauth.redis;

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
   * Calls it.
   *
   * @param keys of one slot, where it is a cluster
   * @return its numbers, later
   */
  CompletionStage<long[]> call(
      RedisClusterAsyncCommands<byte[], byte[]> commands, byte[][] keys, byte[][] arguments) {
    return commands
        .<List<Object>>evalsha(digest, ScriptOutputType.MULTI, keys, arguments)
        .exceptionallyCompose(
            thrown ->
                isUnknown(thrown)
                    ? commands.eval(text, ScriptOutputType.MULTI, keys, arguments)
                    : CompletableFuture.failedFuture(thrown))
        .thenApply(LimitScript::numbers);
  }

  private static boolean isUnknown(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    return cause instanceof RedisNoScriptException;
  }

  private static long[] numbers(List<Object> said) {
    long[] numbers = new long[said.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (Long) said.get(i);
    }
    return numbers;
  }
}
