package io.edgeauth.benchmarks;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.MappingMatch;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A GET with a credential in a header, made anew for every call as by a server.
 *
 * <p>A method that is not here throws, so that no filter is measured on an answer that means
 * nothing.
 */
final class MemoryRequest extends HttpServletRequestWrapper {

  private static final HttpServletRequest REST = Exchange.unsupported(HttpServletRequest.class);
  private static final ServletContext CONTEXT = rootContext();
  private static final HttpServletMapping DEFAULT_SERVLET = new DefaultServletMapping();
  static final List<String> WITH_AUTHORIZATION =
      List.of("Host", "User-Agent", "Accept", "Authorization");
  static final List<String> WITH_API_KEY = List.of("Host", "User-Agent", "Accept", "X-API-Key");

  private final List<String> headerNames;
  private final List<String> headerValues;
  private final Map<String, Object> attributes = new HashMap<>();

  MemoryRequest(String authorization) {
    this(WITH_AUTHORIZATION, authorization);
  }

  private MemoryRequest(List<String> headerNames, String credential) {
    super(REST);
    this.headerNames = headerNames;
    headerValues = List.of("api.example.com", "web-shop/4.2", "application/json", credential);
  }

  static MemoryRequest withApiKey(String key) {
    return new MemoryRequest(WITH_API_KEY, key);
  }

  private static ServletContext rootContext() {
    ServletContext rest = Exchange.unsupported(ServletContext.class);
    return (ServletContext)
        Proxy.newProxyInstance(
            MemoryRequest.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) ->
                method.getName().equals("getContextPath") ? "" : method.invoke(rest, arguments));
  }

  /** The application's context, of which filters ask the path alone. */
  @Override
  public ServletContext getServletContext() {
    return CONTEXT;
  }

  @Override
  public String getMethod() {
    return "GET";
  }

  @Override
  public String getScheme() {
    return "https";
  }

  @Override
  public boolean isSecure() {
    return true;
  }

  @Override
  public String getServerName() {
    return "api.example.com";
  }

  @Override
  public int getServerPort() {
    return 443;
  }

  @Override
  public String getRemoteAddr() {
    return "203.0.113.7";
  }

  @Override
  public String getContextPath() {
    return "";
  }

  @Override
  public String getRequestURI() {
    return "/orders/42";
  }

  @Override
  public String getServletPath() {
    return "/orders/42";
  }

  @Override
  public @Nullable String getPathInfo() {
    return null;
  }

  @Override
  public HttpServletMapping getHttpServletMapping() {
    return DEFAULT_SERVLET;
  }

  @Override
  public @Nullable String getQueryString() {
    return null;
  }

  @Override
  public @Nullable String getHeader(String name) {
    for (int i = 0; i < headerNames.size(); i++) {
      if (headerNames.get(i).equalsIgnoreCase(name)) {
        return headerValues.get(i);
      }
    }
    return null;
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    String value = getHeader(name);
    return value == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(value));
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return Collections.enumeration(headerNames);
  }

  @Override
  public @Nullable String getParameter(String name) {
    return null;
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    return null;
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return Map.of();
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return attributes.get(name);
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    if (value == null) {
      attributes.remove(name);
      return;
    }
    attributes.put(name, value);
  }

  @Override
  public void removeAttribute(String name) {
    attributes.remove(name);
  }

  @Override
  public DispatcherType getDispatcherType() {
    return DispatcherType.REQUEST;
  }

  @Override
  public @Nullable HttpSession getSession(boolean create) {
    if (create) {
      throw new UnsupportedOperationException("a stateless chain makes no session");
    }
    return null;
  }

  private static final class DefaultServletMapping implements HttpServletMapping {

    @Override
    public String getMatchValue() {
      return "";
    }

    @Override
    public String getPattern() {
      return "/";
    }

    @Override
    public String getServletName() {
      return "default";
    }

    @Override
    public MappingMatch getMappingMatch() {
      return MappingMatch.DEFAULT;
    }
  }
}
