package io.edgeauth.forward.exchange;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the token endpoint says of one token. */
sealed interface ExchangeAnswer {

  /**
   * A new token.
   *
   * @param text the token
   * @param lifetime how long it is good, from when it was made
   */
  record Token(String text, Duration lifetime) implements ExchangeAnswer {

    @Override
    public String toString() {
      return "Token[not shown]";
    }
  }

  /**
   * The server is well and gives none for this token.
   *
   * @param detail what it said
   */
  record Refused(String detail) implements ExchangeAnswer {}

  /**
   * Nobody can say.
   *
   * @param detail what an operator needs to know; never a token
   * @param retryAfter when to ask again, or null where nobody said so
   * @param refusedUs whether it is our own credentials that were not accepted
   */
  record Failed(String detail, @Nullable Duration retryAfter, boolean refusedUs)
      implements ExchangeAnswer {}
}
