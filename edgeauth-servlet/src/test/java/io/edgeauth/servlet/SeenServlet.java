package io.edgeauth.servlet;

import io.edgeauth.json.JsonWriter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers with what an application sees of a request, by every method that could tell. */
final class SeenServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final AtomicInteger hits = new AtomicInteger();

  int hits() {
    return hits.get();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    hits.incrementAndGet();
    response.setContentType("application/json");
    response.getWriter().write(seen(request));
  }

  static String seen(HttpServletRequest request) {
    Map<String, Object> seen = new LinkedHashMap<>();
    Map<String, List<String>> headers = new TreeMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      List<String> values = Collections.list(request.getHeaders(name));
      String first = request.getHeader(name);
      if (values.isEmpty() || !values.get(0).equals(first)) {
        throw new IllegalStateException("getHeader and getHeaders disagree about " + name);
      }
      headers
          .computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>())
          .addAll(values);
    }
    seen.put("headers", headers);
    seen.put("direct", direct(request));
    seen.put("query", request.getQueryString());
    seen.put("parameters", new ArrayList<>(request.getParameterMap().keySet()));
    Cookie[] cookies = request.getCookies();
    seen.put(
        "cookies",
        cookies == null ? List.of() : Arrays.stream(cookies).map(Cookie::getName).toList());
    seen.put("user", request.getRemoteUser());
    seen.put("auditor", request.isUserInRole("auditor"));
    seen.put("admin", request.isUserInRole("admin"));
    seen.put("identity", EdgeAuthFilter.identity(request).subject());
    seen.put("dispatch", request.getDispatcherType().name());
    return JsonWriter.write(seen);
  }

  /** What is found under names that the enumeration might not have told. */
  private static Map<String, Object> direct(HttpServletRequest request) {
    Map<String, Object> direct = new TreeMap<>();
    for (String name :
        List.of(
            "X-User-Id",
            "x-user-id",
            "X_User_Id",
            "X.User.Id",
            "x-user_id",
            "X-USER-ID",
            "Authorization")) {
      direct.put(name, Collections.list(request.getHeaders(name)));
    }
    return direct;
  }
}
