package io.edgeauth.network;

import org.jspecify.annotations.Nullable;

/** What is known about where a request came from. */
public sealed interface ClientAddress {

  /**
   * An address.
   *
   * @param address the client's, as far as those who are trusted tell
   * @param viaProxy whether the peer is a trusted proxy, so that its other forwarding headers count
   *     too
   */
  record Known(IpAddress address, boolean viaProxy) implements ClientAddress {}

  /** The server does not know its peer's address. What needs an address refuses the request. */
  record Unknown() implements ClientAddress {

    /** The only one that is needed. */
    public static final Unknown INSTANCE = new Unknown();
  }

  /**
   * A trusted proxy said something that cannot be read, so that the request is refused.
   *
   * @param detail what the client may know
   */
  record Unreadable(String detail) implements ClientAddress {}

  /**
   * The address.
   *
   * @return it, or null where there is none
   */
  default @Nullable IpAddress addressOrNull() {
    return this instanceof Known known ? known.address() : null;
  }
}
