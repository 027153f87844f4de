package io.edgeauth.examples.plainhttp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.RequestBody;
import java.net.URI;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * An exchange as EdgeAuth reads requests.
 *
 * <p>The server tells the request target as a {@link URI}. Its text is the target as it came, but
 * its parts are not: of {@code //a/b} it makes the host {@code a}, of {@code ///b} none. So the
 * text is taken apart here, and what is neither a path nor {@code http://host/path} is told as a
 * path without a slash in front, which EdgeAuth refuses.
 */
final class ExchangeRequest implements EdgeRequest {

  private final HttpExchange exchange;
  private final String path;
  private final @Nullable String query;

  /** What an absolute target says in place of the {@code Host} header; EdgeAuth compares them. */
  private final @Nullable String targetAuthority;

  private ExchangeRequest(HttpExchange exchange, String target, @Nullable String targetAuthority) {
    int mark = target.indexOf('?');
    this.exchange = exchange;
    this.path = mark < 0 ? target : target.substring(0, mark);
    this.query = mark < 0 ? null : target.substring(mark + 1);
    this.targetAuthority = targetAuthority;
  }

  static ExchangeRequest of(HttpExchange exchange) {
    URI uri = exchange.getRequestURI();
    String target = uri.toString();
    String authority = uri.getRawAuthority();
    if (uri.getScheme() == null) {
      // The application would be told the path /b of //a/b and of ///b, whatever EdgeAuth is told.
      boolean told = !target.startsWith("//");
      return new ExchangeRequest(exchange, told ? target : target.replaceFirst("^/+", ""), null);
    }
    boolean absolute = authority != null && uri.getScheme().equalsIgnoreCase(schemeOf(exchange));
    return absolute
        ? new ExchangeRequest(exchange, target.substring(end(uri, authority)), authority)
        : new ExchangeRequest(exchange, target, null);
  }

  private static int end(URI uri, String authority) {
    return uri.getScheme().length() + "://".length() + authority.length();
  }

  private static String schemeOf(HttpExchange exchange) {
    return exchange instanceof HttpsExchange ? "https" : "http";
  }

  @Override
  public String method() {
    return exchange.getRequestMethod();
  }

  @Override
  public String scheme() {
    return schemeOf(exchange);
  }

  @Override
  public @Nullable String authority() {
    return targetAuthority != null
        ? targetAuthority
        : exchange.getRequestHeaders().getFirst("Host");
  }

  @Override
  public String rawPath() {
    return path;
  }

  @Override
  public @Nullable String rawQuery() {
    return query;
  }

  /** The server finds the context by the decoded path; EdgeAuth wants it as it is written. */
  @Override
  public String contextPath() {
    String context = exchange.getHttpContext().getPath();
    return context.endsWith("/") ? context.substring(0, context.length() - 1) : context;
  }

  @Override
  public List<String> headers(String name) {
    List<String> lines = exchange.getRequestHeaders().get(name);
    return lines == null ? List.of() : lines;
  }

  /** All in lower case but the first letter, as the server keeps them. */
  @Override
  public Collection<String> headerNames() {
    return exchange.getRequestHeaders().keySet();
  }

  @Override
  public @Nullable String peerAddress() {
    if (exchange.getRemoteAddress().getAddress() == null) {
      return null;
    }
    String address = exchange.getRemoteAddress().getAddress().getHostAddress();
    int zone = address.indexOf('%');
    return (zone < 0 ? address : address.substring(0, zone)).toLowerCase(Locale.ROOT);
  }

  @Override
  public List<X509Certificate> peerCertificates() {
    if (!(exchange instanceof HttpsExchange https)) {
      return List.of();
    }
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate certificate : https.getSSLSession().getPeerCertificates()) {
        if (!(certificate instanceof X509Certificate x509)) {
          return List.of(); // half a chain proves nothing
        }
        chain.add(x509);
      }
      return chain;
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  @Override
  public RequestBody body(int max) {
    return RequestBody.read(exchange::getRequestBody, max);
  }
}
