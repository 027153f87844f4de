package io.edgeauth.examples.gateway;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.ee10.proxy.AsyncProxyServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes what EdgeAuth let through on to its upstream, and the answer back, without holding either
 * body.
 *
 * <p>Path and query leave as they came, byte for byte. The rules of proxies (hop-by-hop headers,
 * {@code Expect}, back-pressure) are Jetty's.
 */
final class UpstreamServlet extends AsyncProxyServlet {

  private static final long serialVersionUID = 1L;

  private static final Logger log = LoggerFactory.getLogger(UpstreamServlet.class);

  /** What clients may send, and what EdgeAuth and this servlet add to it. */
  private static final int MAX_HEADER_BYTES = 64 * 1024;

  /** Headers that tell of one limit: where the gateway has told of its own, that stays. */
  private static final Set<String> OF_ONE_LIMIT =
      Set.of("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset");

  /** Headers that tell of all limits, the upstream's behind the gateway's. */
  private static final Set<String> LISTS_OF_LIMITS = Set.of("ratelimit", "ratelimit-policy");

  private static final Set<String> OF_SOFTWARE = Set.of("server", "x-powered-by");

  private static final String UPSTREAM = UpstreamServlet.class.getName() + ".upstream";
  private static final String ANSWERED = UpstreamServlet.class.getName() + ".answered";

  private final transient LiveSettings settings;
  private final transient UpstreamTimeouts timeouts;
  private final boolean secure;

  UpstreamServlet(LiveSettings settings, UpstreamTimeouts timeouts, boolean secure) {
    this.settings = settings;
    this.timeouts = timeouts;
    this.secure = secure;
  }

  @Override
  protected HttpClient createHttpClient() throws ServletException {
    HttpClient client = super.createHttpClient();
    client.setConnectTimeout(timeouts.connect().toMillis());
    client.setIdleTimeout(timeouts.idle().toMillis());
    client.setMaxRequestHeadersSize(MAX_HEADER_BYTES);
    client.setMaxResponseHeadersSize(MAX_HEADER_BYTES);
    // What the client did not say of itself and its body, the gateway does not say either.
    client.setUserAgentField(null);
    client.setDefaultRequestContentType(null);
    setTimeout(0);
    return client;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (wantsTunnel(request)) {
      refuse(request, response, 400, "Upgrades and tunnels are not passed on.");
      return;
    }
    LiveSettings.Reading now =
        settings.after(TargetGate.settingsOf(request), request.getRequestURI());
    if (now == null) {
      response.setHeader("Retry-After", "1");
      refuse(request, response, 503, "The configuration has changed meanwhile.");
      return;
    }
    Upstream upstream = now.gateway().upstreams().find(request.getRequestURI());
    if (upstream == null) {
      refuse(request, response, 404, "No upstream serves this path.");
      return;
    }
    request.setAttribute(UPSTREAM, upstream);
    super.service(request, response);
  }

  /**
   * An offer of {@code h2c} may be declined by going on (RFC 9110, section 7.8), and the JDK's
   * client makes it with every request. Whoever offers another protocol cannot do without it.
   */
  private static boolean wantsTunnel(HttpServletRequest request) {
    if (request.getMethod().equals("CONNECT")) {
      return true;
    }
    return Collections.list(request.getHeaders("Upgrade")).stream()
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .anyMatch(protocol -> !protocol.strip().equalsIgnoreCase("h2c"));
  }

  private void refuse(
      HttpServletRequest request, HttpServletResponse response, int status, String detail)
      throws IOException {
    GatewayRefusal.write(request, response, TargetGate.settingsOf(request), status, detail);
  }

  @Override
  protected String rewriteTarget(HttpServletRequest request) {
    return upstream(request).origin().toString();
  }

  private static Upstream upstream(HttpServletRequest request) {
    if (request.getAttribute(UPSTREAM) instanceof Upstream upstream) {
      return upstream;
    }
    throw new IllegalStateException("a request without an upstream");
  }

  @Override
  protected Request newProxyRequest(HttpServletRequest request, String origin) {
    URI uri = upstream(request).origin();
    return new VerbatimRequest(
            getHttpClient(), uri, request.getRequestURI(), request.getQueryString())
        .method(request.getMethod())
        .attribute(CLIENT_REQUEST_ATTRIBUTE, request);
  }

  /**
   * Tells what trusted proxies said about the way the request came, and the peer. Whatever others
   * said about it was removed before.
   */
  @Override
  protected void addProxyHeaders(HttpServletRequest request, Request upstreamRequest) {
    addViaHeader(upstreamRequest);
    String host = authority(request);
    List<String> hops = Collections.list(request.getHeaders(HttpHeader.X_FORWARDED_FOR.asString()));
    hops.add(Brackets.off(request.getRemoteAddr()));
    String scheme = said(request, HttpHeader.X_FORWARDED_PROTO, secure ? "https" : "http");
    String asked = said(request, HttpHeader.X_FORWARDED_HOST, host);
    List<String> cookies = Collections.list(request.getHeaders("Cookie"));
    upstreamRequest.headers(
        headers -> {
          headers
              .put(HttpHeader.HOST, host)
              .put(HttpHeader.X_FORWARDED_FOR, String.join(", ", hops))
              .put(HttpHeader.X_FORWARDED_PROTO, scheme)
              .put(HttpHeader.X_FORWARDED_HOST, asked);
          if (cookies.size() > 1) {
            // HTTP/2 clients may send them apart, HTTP/1.1 knows one line (RFC 9113, section
            // 8.2.3).
            headers.put(HttpHeader.COOKIE, String.join("; ", cookies));
          }
        });
  }

  /** What the proxy before us said, or else what holds for its connection. */
  private static String said(HttpServletRequest request, HttpHeader header, String otherwise) {
    String value = request.getHeader(header.asString());
    return value == null ? otherwise : value;
  }

  /** As the client wrote it: the servlet API would add a port to what HTTP/2 says. */
  private static String authority(HttpServletRequest request) {
    String host = request.getHeader("Host");
    return host == null
        ? ServletContextRequest.getServletContextRequest(request).getHttpURI().getAuthority()
        : host;
  }

  /** A body without a type stays without one; Jetty would call it a stream of octets. */
  @Override
  protected Request.Content proxyRequestContent(
      HttpServletRequest request, HttpServletResponse response, Request upstreamRequest)
      throws IOException {
    AsyncRequestContent content = new AsyncRequestContent((String) null);
    request
        .getInputStream()
        .setReadListener(newReadListener(request, response, upstreamRequest, content));
    return content;
  }

  /** In HTTP/2 a body needs neither a length nor a coding to be announced. */
  @Override
  protected boolean hasContent(HttpServletRequest request) {
    if (super.hasContent(request)) {
      return true;
    }
    if (request.getContentLengthLong() >= 0 || !request.getProtocol().startsWith("HTTP/2")) {
      return false;
    }
    return switch (request.getMethod()) {
      case "GET", "HEAD", "OPTIONS", "DELETE", "TRACE" -> false;
      default -> true;
    };
  }

  /**
   * Copies each header line as it came, where Jetty would take values apart at their commas.
   * Headers that {@code Connection} names are between the upstream and the gateway, the request's
   * id is the gateway's to tell, what names the caller is not the caller's to be told, and which
   * software answers is nobody's affair. What the gateway has said of its own limits stays.
   */
  @Override
  protected void onServerResponseHeaders(
      HttpServletRequest request, HttpServletResponse response, Response upstreamResponse) {
    request.setAttribute(ANSWERED, true);
    Set<String> ended = new HashSet<>(HOP_HEADERS);
    upstreamResponse
        .getHeaders()
        .getCSV(HttpHeader.CONNECTION, false)
        .forEach(name -> ended.add(name.toLowerCase(Locale.ROOT)));
    LiveSettings.Reading now = TargetGate.settingsOf(request);
    ended.add(now.requestIdHeader().toLowerCase(Locale.ROOT));
    ended.addAll(OF_SOFTWARE);
    OF_ONE_LIMIT.stream().filter(response::containsHeader).forEach(ended::add);
    Set<String> begun = new HashSet<>();
    for (HttpField field : upstreamResponse.getHeaders()) {
      String name = field.getName().toLowerCase(Locale.ROOT);
      if (ended.contains(name) || now.identityNames().has(name)) {
        continue;
      }
      if (begun.add(name) && !LISTS_OF_LIMITS.contains(name)) {
        response.setHeader(field.getName(), field.getValue());
      } else {
        response.addHeader(field.getName(), field.getValue());
      }
    }
  }

  @Override
  protected int proxyResponseStatus(Throwable failure) {
    return failure instanceof RejectedExecutionException ? 503 : super.proxyResponseStatus(failure);
  }

  @Override
  protected void onProxyResponseFailure(
      HttpServletRequest request,
      HttpServletResponse response,
      Response upstreamResponse,
      Throwable failure) {
    log.warn(
        "request {}: upstream {} failed: {}",
        request.getHeader(TargetGate.settingsOf(request).requestIdHeader()),
        upstream(request).origin(),
        failure.getClass().getSimpleName());
    sendProxyResponseError(request, response, proxyResponseStatus(failure));
  }

  /** Half an answer is cut off, so that nobody takes it for a whole one. */
  @Override
  protected void sendProxyResponseError(
      HttpServletRequest request, HttpServletResponse response, int status) {
    if (response.isCommitted() || request.getAttribute(ANSWERED) != null) {
      abort(response);
    } else {
      try {
        refuse(request, response, status, GatewayRefusal.detail(status));
      } catch (IOException e) {
        log.debug("the client has gone", e);
      }
    }
    if (request.isAsyncStarted()) {
      request.getAsyncContext().complete();
    }
  }

  private static void abort(HttpServletResponse response) {
    try {
      response.sendError(-1); // Jetty's word for cutting the connection
    } catch (IOException e) {
      log.debug("the client has gone", e);
    }
  }
}
