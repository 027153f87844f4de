package io.edgeauth.authn;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderName;
import io.edgeauth.http.QueryEdits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    CONNECTION,
    /**
     * A header in which a proxy in front tells of the TLS connection that it ended: simply there as
     * well, and always removed.
     */
    PROXY_HEADER
  }

  /** {@code Authorization}. */
  public static final Carrier AUTHORIZATION = header("Authorization");

  /** The client's certificate in the TLS handshake. */
  public static final Carrier TLS = new Carrier(Kind.CONNECTION, "tls");

  /**
   * A header in which a proxy tells the client's certificate.
   *
   * @param name its name in any case
   * @return the carrier
   */
  public static Carrier proxyHeader(String name) {
    return new Carrier(Kind.PROXY_HEADER, HeaderName.fold(name));
  }

  /**
   * Tells whether a credential here is simply there: clients send no other in its place, and it
   * contradicts none.
   *
   * @return whether it is the connection's
   */
  public boolean isOfConnection() {
    return kind == Kind.CONNECTION || kind == Kind.PROXY_HEADER;
  }

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

  /**
   * What stands here in a request.
   *
   * @param request the request
   * @return one value for each line, parameter or cookie of this name; parameters are decoded
   */
  public List<String> values(EdgeRequest request) {
    return switch (kind) {
      case HEADER, PROXY_HEADER -> request.headers(name);
      case QUERY -> queryValues(request.rawQuery());
      case COOKIE -> cookieValues(request.headers("Cookie"));
      case CONNECTION -> List.of();
    };
  }

  private List<String> queryValues(@Nullable String query) {
    if (query == null) {
      return List.of();
    }
    List<String> values = new ArrayList<>(1);
    for (String pair : query.split("&", -1)) {
      if (QueryEdits.name(pair).equals(name)) {
        int equals = pair.indexOf('=');
        values.add(equals < 0 ? "" : QueryEdits.decode(pair.substring(equals + 1)));
      }
    }
    return values;
  }

  private List<String> cookieValues(List<String> lines) {
    List<String> values = new ArrayList<>(1);
    for (String line : lines) {
      for (String pair : line.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
          values.add(pair.substring(equals + 1).strip());
        }
      }
    }
    return values;
  }
}
