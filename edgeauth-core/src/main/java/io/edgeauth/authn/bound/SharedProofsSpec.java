package io.edgeauth.authn.bound;

import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.runtime.EdgeRuntime;

/**
 * Says which store of proofs instances share. Implemented by a record: equal ones stand for one
 * store, which is kept while a changed configuration still names it.
 */
public interface SharedProofsSpec {

  /**
   * Opens the store. Must not wait for a network.
   *
   * @param runtime time, threads, events, while a generation is built; where it does not fetch
   *     ahead, nobody is to be contacted
   * @param outbound whose certificates are trusted
   * @return the store; EdgeAuth closes it
   * @throws IllegalArgumentException if it can never be opened so; the message says what is
   *     expected
   */
  SharedProofs openProofs(EdgeRuntime runtime, OutboundSettings outbound);
}
