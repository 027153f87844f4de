package io.edgeauth.authn;

import io.edgeauth.http.HeaderName;

/**
 * Where in a request a credential stands. Two credentials by different carriers in one step
 * contradict each other, and what carried a credential does not reach the backend.
 *
 * @param kind the part of the request
 * @param name the header (folded as {@link HeaderName#fold} does), query parameter or cookie;
 *     {@code tls} for the connection
 */
public record Carrier(Kind kind, String name) {

  /** The part of a request. */
  public enum Kind {
    /** A header. */
    HEADER,
    /** A parameter of the query. */
    QUERY,
    /** A cookie. */
    COOKIE,
    /** The TLS connection: simply there, it contradicts nothing. */
    CONNECTION
  }

  /** {@code Authorization}. */
  public static final Carrier AUTHORIZATION = header("Authorization");

  /** The client's certificate in the TLS handshake. */
  public static final Carrier TLS = new Carrier(Kind.CONNECTION, "tls");

  /**
   * A header.
   *
   * @param name its name in any case
   * @return the carrier
   */
  public static Carrier header(String name) {
    return new Carrier(Kind.HEADER, HeaderName.fold(name));
  }

  /**
   * A query parameter.
   *
   * @param name its name, decoded
   * @return the carrier
   */
  public static Carrier query(String name) {
    return new Carrier(Kind.QUERY, name);
  }

  /**
   * A cookie.
   *
   * @param name its name
   * @return the carrier
   */
  public static Carrier cookie(String name) {
    return new Carrier(Kind.COOKIE, name);
  }
}
