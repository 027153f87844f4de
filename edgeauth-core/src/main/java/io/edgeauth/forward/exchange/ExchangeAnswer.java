package io.edgeauth.forward.exchange;

import io.edgeauth.authn.remote.RemoteAnswer;
import java.time.Duration;

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
   * @param why what an operator needs to know
   */
  record Failed(RemoteAnswer.Failed why) implements ExchangeAnswer {}
}
