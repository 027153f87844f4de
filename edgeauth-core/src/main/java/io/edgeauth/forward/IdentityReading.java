package io.edgeauth.forward;

/** What a backend finds in the identity headers of a request: all of them, or none. */
public sealed interface IdentityReading {

  /**
   * Every identity header could be read.
   *
   * @param identity what they say
   */
  record Read(ReceivedIdentity identity) implements IdentityReading {}

  /**
   * A header is not what the gateway writes: the request has not come through it, or the backend
   * has other settings. Refuse the request; nothing of it is to be believed.
   *
   * @param header the identity header at fault, as the settings spell it
   * @param fault what is wrong with it; never its value
   */
  record Unreadable(String header, HeaderFault fault) implements IdentityReading {}
}
