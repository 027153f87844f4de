package io.edgeauth.authn.remote;

import org.jspecify.annotations.Nullable;

/** A question about one credential. Asked on a thread that may block. */
@FunctionalInterface
public interface RemoteQuestion {

  /**
   * Asks whoever decides.
   *
   * @return the answer; trouble is one, not an exception
   */
  RemoteAnswer ask();

  /**
   * Looks whether another instance has asked. Whoever decides is not called for it.
   *
   * @return what it was told, or null where nobody knows
   */
  default @Nullable RemoteAnswer known() {
    return null;
  }
}
