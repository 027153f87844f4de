package io.edgeauth.examples.plainhttp;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import io.edgeauth.http.HeaderEdits;
import io.edgeauth.identity.Identity;
import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exchange that the handler sees: the client's request without what ends at the gateway, and
 * with what was verified. Everything else is the server's.
 */
final class ForwardedExchange extends HttpExchange {

  private final HttpExchange exchange;
  private final Identity identity;
  private final Headers headers;
  private final URI uri;

  ForwardedExchange(HttpExchange exchange, Decision.Forward forward) {
    this.exchange = exchange;
    this.identity = forward.identity();
    this.headers = edited(exchange.getRequestHeaders(), forward.headers());
    this.uri = edited(exchange.getRequestURI(), forward);
  }

  private static Headers edited(Headers received, HeaderEdits edits) {
    Headers headers = new Headers();
    for (String name : edits.names(received.keySet())) {
      for (String value : edits.apply(name, () -> received.getOrDefault(name, List.of()))) {
        headers.add(name, value);
      }
    }
    return headers;
  }

  private static URI edited(URI received, Decision.Forward forward) {
    String target = received.toString();
    int mark = target.indexOf('?');
    if (mark < 0) {
      return received;
    }
    String query = target.substring(mark + 1);
    String kept = forward.query().apply(query);
    if (query.equals(kept)) {
      return received;
    }
    return URI.create(target.substring(0, mark) + (kept == null ? "" : "?" + kept));
  }

  Identity identity() {
    return identity;
  }

  @Override
  public Headers getRequestHeaders() {
    return headers;
  }

  @Override
  public URI getRequestURI() {
    return uri;
  }

  /** The subject, or the client that called without one. */
  @Override
  public @Nullable HttpPrincipal getPrincipal() {
    String name = identity.subject() == null ? identity.client() : identity.subject();
    return name == null ? null : new HttpPrincipal(name, "edgeauth");
  }

  @Override
  public Headers getResponseHeaders() {
    return exchange.getResponseHeaders();
  }

  @Override
  public String getRequestMethod() {
    return exchange.getRequestMethod();
  }

  @Override
  public HttpContext getHttpContext() {
    return exchange.getHttpContext();
  }

  @Override
  public void close() {
    exchange.close();
  }

  @Override
  public InputStream getRequestBody() {
    return exchange.getRequestBody();
  }

  @Override
  public OutputStream getResponseBody() {
    return exchange.getResponseBody();
  }

  @Override
  public void sendResponseHeaders(int status, long length) throws IOException {
    exchange.sendResponseHeaders(status, length);
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    return exchange.getRemoteAddress();
  }

  @Override
  public int getResponseCode() {
    return exchange.getResponseCode();
  }

  @Override
  public InetSocketAddress getLocalAddress() {
    return exchange.getLocalAddress();
  }

  @Override
  public String getProtocol() {
    return exchange.getProtocol();
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return exchange.getAttribute(name);
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    exchange.setAttribute(name, value);
  }

  @Override
  public void setStreams(@Nullable InputStream in, @Nullable OutputStream out) {
    exchange.setStreams(in, out);
  }
}
