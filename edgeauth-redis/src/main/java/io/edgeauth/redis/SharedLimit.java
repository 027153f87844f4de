package io.edgeauth.redis;

import io.edgeauth.ratelimit.LimitState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One rule as the script counts it: what it is told, and what its answers mean. Immutable but for
 * the windows of a calendar, and for any thread.
 */
sealed interface SharedLimit
    permits SharedTokenBucket, SharedLeakyBucket, SharedFixedWindow, SharedSlidingWindow {

  /** What a refund takes back from whatever window or place there is. */
  long ANY = -1;

  /** Whether the script needs a second key, for places that were given up. */
  default boolean hasPlaces() {
    return false;
  }

  /**
   * What the script is told.
   *
   * @param permits how many
   * @return doubles
   */
  byte[] arguments(long permits);

  /**
   * What the script is told to give back exactly what it took.
   *
   * @param permits how many
   * @param answer what it said when it took them
   */
  byte[] undoing(long permits, Answer answer);

  /** How many numbers the script answers. */
  int numbers();

  /**
   * How the limit stands.
   *
   * @param permits how many were asked for
   * @param answer what the script said
   * @param taken whether they are taken
   */
  LimitState state(long permits, Answer answer, boolean taken);

  /**
   * How long a request has to wait.
   *
   * @param answer what the script said when it took a permit
   * @return nanoseconds, 0 but for a leaky bucket
   */
  default long waitNanos(Answer answer) {
    return 0;
  }

  /** The script's numbers are eight or more. */
  static byte[] doubles(long... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.max(8, numbers.length) * Double.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (long number : numbers) {
      bytes.putDouble((double) number); // below 2^53
    }
    return bytes.array();
  }

  /** The part of an answer that one charge has. */
  final class Answer {

    private final long[] numbers;
    private final int from;

    Answer(long[] numbers, int from) {
      this.numbers = numbers;
      this.from = from;
    }

    /** Redis's time in microseconds since 1970. */
    long now() {
      return numbers[1];
    }

    long at(int index) {
      return numbers[from + index];
    }
  }
}
