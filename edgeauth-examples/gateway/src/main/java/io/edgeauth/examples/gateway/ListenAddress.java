package io.edgeauth.examples.gateway;

/**
 * Where to listen, as it was configured.
 *
 * @param host a name or an address
 * @param port 0 for any free port
 */
record ListenAddress(String host, int port) {

  /** As a URI writes it: {@code [::1]:8443}. */
  @Override
  public String toString() {
    return Brackets.on(host) + ":" + port;
  }
}
