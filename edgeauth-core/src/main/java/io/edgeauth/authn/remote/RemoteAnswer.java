package io.edgeauth.authn.remote;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What somebody else says of a credential. */
public sealed interface RemoteAnswer {

  /**
   * The same with the words in which it was given, for other instances to judge.
   *
   * @param said the words
   * @return the answer; as it is where nobody remembers it
   */
  default RemoteAnswer saying(String said) {
    return this;
  }

  /**
   * It is good.
   *
   * @param result what it proves
   * @param until when it ends, or null; an answer is not remembered past it
   * @param size how many bytes it came in: large ones take the room of several
   * @param said what was said, for other instances to judge; null where it is for this one alone
   */
  record Good(Authenticated result, @Nullable Instant until, int size, @Nullable String said)
      implements RemoteAnswer {

    /**
     * For this instance alone.
     *
     * @param result what it proves
     * @param until when it ends, or null
     * @param size how many bytes it came in
     */
    public Good(Authenticated result, @Nullable Instant until, int size) {
      this(result, until, size, null);
    }

    @Override
    public RemoteAnswer saying(String words) {
      return new Good(result, until, size, words);
    }

    /** Without the words, in which credentials and people are described. */
    @Override
    public String toString() {
      return "Good[until=" + until + ", size=" + size + "]";
    }
  }

  /**
   * It is bad.
   *
   * @param refused why
   * @param said what was said, for other instances to judge; null where it is for this one alone
   */
  record Bad(Refused refused, @Nullable String said) implements RemoteAnswer {

    /**
     * For this instance alone.
     *
     * @param refused why
     */
    public Bad(Refused refused) {
      this(refused, null);
    }

    @Override
    public RemoteAnswer saying(String words) {
      return new Bad(refused, words);
    }

    /** Without the words. */
    @Override
    public String toString() {
      return "Bad[" + refused + "]";
    }
  }

  /**
   * Something that holds for those who ask now and for nobody later. Never remembered, and no
   * failure.
   *
   * @param result what it is
   */
  record Once(AuthenticationResult result) implements RemoteAnswer {}

  /**
   * Nobody can say. Never remembered.
   *
   * @param detail what an operator needs to know; never a credential
   * @param retryAfter when to ask again, or null where nobody said so
   * @param refusedUs whether it is our own credentials that were not accepted
   */
  record Failed(String detail, @Nullable Duration retryAfter, boolean refusedUs)
      implements RemoteAnswer {

    /** When clients are to come back unless somebody said so, and at the earliest. */
    public static final Duration RETRY = Duration.ofSeconds(1);

    /** What a service may ask for, and no more: its trouble is not to shut clients out for days. */
    private static final Duration MAX_RETRY = Duration.ofMinutes(1);

    /**
     * When clients are to come back.
     *
     * @return what was said, within bounds
     */
    public Duration retryWithinBounds() {
      if (retryAfter == null || retryAfter.compareTo(RETRY) < 0) {
        return RETRY;
      }
      return retryAfter.compareTo(MAX_RETRY) > 0 ? MAX_RETRY : retryAfter;
    }
  }
}
