package io.edgeauth.examples.backend;

import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request as it arrived, its header names in lower case and in order. */
record ReceivedRequest(
    String method,
    String path,
    @Nullable String query,
    SortedMap<String, List<String>> headers,
    long bodyLength) {

  static ReceivedRequest of(HttpExchange exchange, long bodyLength) {
    SortedMap<String, List<String>> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    // Not the URI's own path: it takes //a/b for the path /b of the host a.
    String[] target = exchange.getRequestURI().toString().split("\\?", 2);
    String query = target.length == 1 ? null : target[1];
    return new ReceivedRequest(exchange.getRequestMethod(), target[0], query, headers, bodyLength);
  }

  String json() {
    return "{\"method\":"
        + quoted(method)
        + ",\"path\":"
        + quoted(path)
        + ",\"query\":"
        + (query == null ? "null" : quoted(query))
        + ",\"headers\":"
        + headers.entrySet().stream()
            .map(ReceivedRequest::member)
            .collect(Collectors.joining(",", "{", "}"))
        + ",\"bodyLength\":"
        + bodyLength
        + "}";
  }

  private static String member(Map.Entry<String, List<String>> header) {
    return quoted(header.getKey())
        + ":"
        + header.getValue().stream()
            .map(ReceivedRequest::quoted)
            .collect(Collectors.joining(",", "[", "]"));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
