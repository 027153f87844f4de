package io.edgeauth.forward.exchange;

import io.edgeauth.http.HeaderField;
import io.edgeauth.reason.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of the exchange of one token. There is no outcome that lets the old token pass. */
public sealed interface ExchangeOutcome {

  /**
   * There is a new token.
   *
   * @param authorization the header that takes the place of the client's
   */
  record Exchanged(HeaderField authorization) implements ExchangeOutcome {

    /** Never the token. */
    @Override
    public String toString() {
      return "Exchanged[not shown]";
    }
  }

  /**
   * There is none.
   *
   * @param reason why
   * @param detail what only operators may know, or null; never a token
   * @param retryAfter when to try again
   */
  record Failed(Reason reason, @Nullable String detail, Duration retryAfter)
      implements ExchangeOutcome {}
}
