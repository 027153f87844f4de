package io.edgeauth.authn.remote;

import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.runtime.EdgeRuntime;

/**
 * Says which store instances share. A record: equal ones stand for one store, which is kept with
 * its connections while a changed configuration still names it.
 */
public interface SharedAnswersSpec {

  /**
   * Opens the store. Must not wait for a network: a store that is out of reach knows nothing until
   * it is there.
   *
   * @param runtime time, threads, events; where it does not fetch ahead, nobody is to be contacted
   * @param outbound whose certificates are trusted
   * @return the store; EdgeAuth closes it
   * @throws IllegalArgumentException if it can never be opened so; the message says what is
   *     expected
   */
  SharedAnswers open(EdgeRuntime runtime, OutboundSettings outbound);
}
