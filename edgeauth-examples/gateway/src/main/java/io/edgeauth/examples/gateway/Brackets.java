package io.edgeauth.examples.gateway;

/**
 * The brackets around an IPv6 address. A URI wants them (RFC 3986, section 3.2.2), {@code
 * X-Forwarded-For} is read without.
 */
final class Brackets {

  private Brackets() {}

  static String on(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  static String off(String address) {
    return address.startsWith("[") && address.endsWith("]")
        ? address.substring(1, address.length() - 1)
        : address;
  }
}
