package io.edgeauth.servlet;

import io.edgeauth.http.HeaderEdits;
import io.edgeauth.http.QueryEdits;
import io.edgeauth.identity.Identity;
import io.edgeauth.pipeline.Decision;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.PushBuilder;
import java.security.Principal;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The request that the application sees: the client's without what ends at the gateway, and with
 * what was verified.
 */
final class ForwardedRequest extends HttpServletRequestWrapper {

  /** Set while a request goes on for the first time, after a wait. */
  static final String FIRST = ForwardedRequest.class.getName() + ".first";

  private static final Set<String> QUERIES =
      Set.of(
          RequestDispatcher.FORWARD_QUERY_STRING,
          RequestDispatcher.INCLUDE_QUERY_STRING,
          AsyncContext.ASYNC_QUERY_STRING,
          "jakarta.servlet.error.query_string"); // of Servlet 6.1

  private final HttpServletResponse response;
  private final Identity identity;
  private final HeaderEdits headers;
  private final QueryEdits query;

  ForwardedRequest(
      HttpServletRequest request, HttpServletResponse response, Decision.Forward forward) {
    super(request);
    this.response = response;
    this.identity = forward.identity();
    this.headers = forward.headers();
    this.query = forward.query();
  }

  /** Finds the one that a request is, or has inside. */
  static @Nullable ForwardedRequest in(ServletRequest request) {
    ServletRequest current = request;
    while (current instanceof ServletRequestWrapper wrapper) {
      if (current instanceof ForwardedRequest forwarded) {
        return forwarded;
      }
      current = wrapper.getRequest();
    }
    return null;
  }

  /** The client's request below all edits of ours: credentials are only there. */
  static HttpServletRequest below(HttpServletRequest request) {
    HttpServletRequest received = request;
    for (ForwardedRequest edited = in(request); edited != null; edited = in(received)) {
      received = edited.received();
    }
    return received;
  }

  Identity identity() {
    return identity;
  }

  private HttpServletRequest received() {
    return (HttpServletRequest) getRequest();
  }

  private List<String> values(String name) {
    return headers.apply(name, () -> Collections.list(super.getHeaders(name)));
  }

  @Override
  public @Nullable String getHeader(String name) {
    List<String> values = values(name);
    return values.isEmpty() ? null : values.get(0);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return Collections.enumeration(values(name));
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return Collections.enumeration(headers.names(Collections.list(super.getHeaderNames())));
  }

  @Override
  public int getIntHeader(String name) {
    String value = getHeader(name);
    return value == null ? -1 : Integer.parseInt(value);
  }

  @Override
  public long getDateHeader(String name) {
    if (!headers.removes(name)) {
      return super.getDateHeader(name);
    }
    String value = getHeader(name);
    if (value == null) {
      return -1;
    }
    try {
      return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
          .toInstant()
          .toEpochMilli();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(name + " is no date", e);
    }
  }

  @Override
  public Map<String, String> getTrailerFields() {
    Map<String, String> kept = new LinkedHashMap<>();
    super.getTrailerFields()
        .forEach(
            (name, value) -> {
              if (!headers.removes(name)) {
                kept.put(name, value);
              }
            });
    return kept;
  }

  @Override
  public Cookie @Nullable [] getCookies() {
    Cookie[] received = super.getCookies();
    if (received == null || !headers.removes("Cookie")) {
      return received;
    }
    List<String> kept =
        values("Cookie").stream().flatMap(line -> Arrays.stream(line.split(";", -1))).toList();
    Cookie[] cookies =
        Arrays.stream(received)
            .filter(
                cookie ->
                    kept.stream().anyMatch(pair -> pair.strip().startsWith(cookie.getName() + "=")))
            .toArray(Cookie[]::new);
    return cookies.length == 0 ? null : cookies;
  }

  @Override
  public @Nullable String getQueryString() {
    return query.apply(super.getQueryString());
  }

  /** Containers tell a dispatched request the query of the one before it: the client's own. */
  @Override
  public @Nullable Object getAttribute(String name) {
    Object value = super.getAttribute(name);
    return value instanceof String text && QUERIES.contains(name) ? query.apply(text) : value;
  }

  @Override
  public @Nullable String getParameter(String name) {
    return query.removes(name) ? null : super.getParameter(name);
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    return query.removes(name) ? null : super.getParameterValues(name);
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    Map<String, String[]> kept = new LinkedHashMap<>(super.getParameterMap());
    kept.keySet().removeIf(query::removes);
    return Collections.unmodifiableMap(kept);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(getParameterMap().keySet());
  }

  /** The container would hand out the client's request through the asynchronous context. */
  @Override
  public AsyncContext startAsync() {
    return getRequest().startAsync(this, response);
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse given) {
    return getRequest().startAsync(request == getRequest() ? this : request, given);
  }

  /** To the application a request that waited comes from the client, not from itself. */
  @Override
  public DispatcherType getDispatcherType() {
    DispatcherType type = super.getDispatcherType();
    return type == DispatcherType.ASYNC && super.getAttribute(FIRST) != null
        ? DispatcherType.REQUEST
        : type;
  }

  /** A push is made of the client's headers; clients have given it up, and so may servers. */
  @Override
  @SuppressWarnings("removal") // deprecated by Servlet 6.1, which still calls it
  public @Nullable PushBuilder newPushBuilder() {
    return null;
  }

  @Override
  public @Nullable Principal getUserPrincipal() {
    return identity.isAnonymous() ? received().getUserPrincipal() : new IdentityPrincipal(identity);
  }

  @Override
  public @Nullable String getRemoteUser() {
    Principal principal = getUserPrincipal();
    return principal == null ? null : principal.getName();
  }

  @Override
  public boolean isUserInRole(String role) {
    return identity.isAnonymous() ? received().isUserInRole(role) : identity.roles().contains(role);
  }
}
