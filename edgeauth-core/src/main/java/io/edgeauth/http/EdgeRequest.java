package io.edgeauth.http;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request as the server received it. Adapters implement this over their server's own type.
 *
 * <p>Path, query and header values are what came on the wire, never decoded, normalised or merged
 * by a container. A request is read by one thread at a time, and only until it has been decided.
 */
public interface EdgeRequest {

  /**
   * The method.
   *
   * @return as it came, case included
   */
  String method();

  /**
   * The scheme of the connection.
   *
   * @return {@code http} or {@code https}
   */
  String scheme();

  /**
   * Whom the client addressed: the {@code Host} header, or {@code :authority} in HTTP/2.
   *
   * @return host and port as they came, or null where there is none
   */
  @Nullable String authority();

  /**
   * The path of the request target.
   *
   * @return as it came, escapes included, beginning with the context path
   */
  String rawPath();

  /**
   * The query of the request target.
   *
   * @return as it came, without the question mark, or null where there is none
   */
  @Nullable String rawQuery();

  /**
   * The part of the path that belongs to the application's place in its server, not to its routes.
   *
   * @return empty, or beginning with a slash and not ending with one
   */
  String contextPath();

  /**
   * All values of a header, one for each line that came.
   *
   * @param name in any case
   * @return the values in their order; empty where the header is not there
   */
  List<String> headers(String name);

  /**
   * The names of all headers.
   *
   * @return as they came, in any order
   */
  Collection<String> headerNames();

  /**
   * The address of the connection's other end.
   *
   * @return an IPv4 or IPv6 literal, or null where the server does not know
   */
  @Nullable String peerAddress();

  /**
   * The certificates that the client proved in the TLS handshake.
   *
   * @return the leaf first; empty where there are none
   */
  List<X509Certificate> peerCertificates();

  /**
   * The host for which the client opened the TLS connection (SNI, RFC 6066 section 3).
   *
   * @return as it came, without a port; null where the client named none, the connection has no
   *     TLS, or the server does not tell
   */
  default @Nullable String tlsServerName() {
    return null;
  }

  /**
   * Reads the body. It is asked for at most once, only by what answers in the application's place,
   * and only after everything else about the request was verified: nobody makes EdgeAuth read who
   * has not proven who they are. What was read is not there any more.
   *
   * <p>May block as long as the server lets a client be slow. Nothing that a client can send makes
   * it throw; {@link RequestBody#read} keeps that for an adapter.
   *
   * @param max how many bytes are wanted, 0 or more; no more than one byte past them is read
   * @return the body, or why there is none; an adapter that does not implement this says that it
   *     does not, and the request is answered 501
   */
  default RequestBody body(int max) {
    return RequestBody.Unsupported.INSTANCE;
  }
}
