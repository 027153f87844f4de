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
   * Judges what whoever decides has said to another instance, as if it had just been said here.
   * Nobody is called for it.
   *
   * @param said what {@link RemoteAnswer.Good} or {@link RemoteAnswer.Bad} told of it
   * @return the answer; null where the words are none that it knows
   */
  default @Nullable RemoteAnswer judge(String said) {
    return null;
  }
}
