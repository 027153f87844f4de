package io.edgeauth.authn.apikey;

import io.edgeauth.runtime.EdgeRuntime;

/**
 * Says which store is to be opened. A record: equal ones stand for one store, which is kept with
 * its state while a changed configuration still names it.
 */
public interface ApiKeyStoreSpec {

  /**
   * Opens the store. Must not wait for a network: a store that is out of reach says so when it is
   * asked.
   *
   * @param runtime time, threads, events
   * @return the store; EdgeAuth closes it
   * @throws IllegalArgumentException if it can never be opened so; the message says what is
   *     expected
   */
  ApiKeyStore open(EdgeRuntime runtime);
}
