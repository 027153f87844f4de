package io.edgeauth.servlet;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.RequestBody;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A servlet request as the wire had it. In a dispatch inside the server the target is the
 * dispatch's own, and everything else is the client's request's.
 */
final class ServletEdgeRequest implements EdgeRequest {

  private final HttpServletRequest received;
  private final String path;
  private final @Nullable String query;
  private final String contextPath;

  private ServletEdgeRequest(
      HttpServletRequest received, String path, @Nullable String query, String contextPath) {
    this.received = received;
    this.path = path;
    this.query = query;
    this.contextPath = contextPath;
  }

  /**
   * Reads a request.
   *
   * @param received the request as the container gave it, without edits of ours
   * @param current the request of this dispatch
   * @param query the client's: in a dispatch some containers tell the target's own in its place
   */
  static ServletEdgeRequest of(
      HttpServletRequest received, HttpServletRequest current, @Nullable String query) {
    // The application's own context path: some containers tell the request's spelling of it, /%61pp
    // for /app.
    String contextPath = current.getServletContext().getContextPath();
    boolean included = current.getDispatcherType() == DispatcherType.INCLUDE;
    Object target = included ? current.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI) : null;
    // What is included or forwarded to by name has no path of its own: its request's counts.
    String path = target instanceof String text ? text : current.getRequestURI();
    return new ServletEdgeRequest(received, path, query, contextPath);
  }

  /** The same request for another resource of the application, by a raw path. */
  ServletEdgeRequest at(String otherPath) {
    return new ServletEdgeRequest(received, otherPath, query, contextPath);
  }

  @Override
  public String method() {
    return received.getMethod();
  }

  @Override
  public String scheme() {
    return received.getScheme();
  }

  @Override
  public @Nullable String authority() {
    String host = received.getHeader("Host");
    if (host != null || !isMultiplexed(received.getProtocol())) {
      return host;
    }
    // HTTP/2 and 3 have :authority, which containers tell as the server's name and port.
    int port = received.getServerPort();
    boolean usual = port == (received.isSecure() ? 443 : 80);
    return usual ? received.getServerName() : received.getServerName() + ":" + port;
  }

  private static boolean isMultiplexed(String protocol) {
    return protocol.startsWith("HTTP/2") || protocol.startsWith("HTTP/3");
  }

  @Override
  public String rawPath() {
    return path;
  }

  @Override
  public @Nullable String rawQuery() {
    return query;
  }

  @Override
  public String contextPath() {
    return contextPath;
  }

  @Override
  public List<String> headers(String name) {
    Enumeration<String> values = received.getHeaders(name);
    if (!values.hasMoreElements()) {
      return List.of();
    }
    String first = values.nextElement();
    return values.hasMoreElements() ? listed(first, values) : List.of(first);
  }

  private static List<String> listed(String first, Enumeration<String> others) {
    List<String> values = Collections.list(others);
    values.add(0, first);
    return values;
  }

  @Override
  public Collection<String> headerNames() {
    return Collections.list(received.getHeaderNames());
  }

  @Override
  public @Nullable String peerAddress() {
    String address = received.getRemoteAddr();
    boolean bracketed = address != null && address.startsWith("[") && address.endsWith("]");
    return bracketed ? address.substring(1, address.length() - 1) : address;
  }

  @Override
  public List<X509Certificate> peerCertificates() {
    Object chain = received.getAttribute("jakarta.servlet.request.X509Certificate");
    return chain instanceof X509Certificate[] certificates ? List.of(certificates) : List.of();
  }

  @Override
  public @Nullable String tlsServerName() {
    return received.getAttribute(EdgeAuthFilter.TLS_SERVER_NAME) instanceof String name
        ? name
        : null;
  }

  @Override
  public RequestBody body(int max) {
    return RequestBody.read(received::getInputStream, max);
  }
}
