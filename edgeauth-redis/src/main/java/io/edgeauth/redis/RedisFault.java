package io.edgeauth.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Says in an operator's words why Redis did not do something. No text holds an address's password.
 */
final class RedisFault {

  private static final int LONGEST = 200;

  private RedisFault() {}

  /** Whether it answered, and would not: that costs a request no waiting. */
  static boolean isRefusal(Throwable thrown) {
    return cause(thrown) instanceof RedisCommandExecutionException;
  }

  /** Whether it would not because of what one key holds: a script's error names that inside. */
  static boolean isOfOneKey(Throwable thrown) {
    String said = cause(thrown).getMessage();
    return isRefusal(thrown) && said != null && said.contains("WRONGTYPE");
  }

  static String text(Throwable thrown) {
    Throwable cause = cause(thrown);
    if (cause instanceof RedisCommandTimeoutException || cause instanceof TimeoutException) {
      return "no answer in time";
    }
    if (cause instanceof RedisCommandExecutionException) {
      return cut("it refuses: " + cause.getMessage());
    }
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause(); // the innermost names what the network said
    }
    return cut(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
  }

  private static Throwable cause(Throwable thrown) {
    boolean wrapped = thrown instanceof ExecutionException || thrown instanceof CompletionException;
    Throwable cause = thrown.getCause();
    return wrapped && cause != null ? cause : thrown;
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }
}
