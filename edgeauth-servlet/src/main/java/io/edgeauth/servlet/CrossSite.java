package io.edgeauth.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Tells whether a page of another site sent a request with its user's browser. Programs send
 * neither of the headers that browsers tell it by.
 */
final class CrossSite {

  private static final List<String> HARMLESS = List.of("same-origin", "none");

  private CrossSite() {}

  static boolean sends(HttpServletRequest request) {
    boolean elsewhere =
        Collections.list(request.getHeaders("Sec-Fetch-Site")).stream()
            .anyMatch(site -> !HARMLESS.contains(site));
    return elsewhere
        || Collections.list(request.getHeaders("Origin")).stream()
            .anyMatch(origin -> !isOwn(origin, authority(request)));
  }

  private static String authority(HttpServletRequest request) {
    String authority = ServletEdgeRequest.of(request, request, null).authority();
    return authority == null ? "" : authority;
  }

  /**
   * Compares authorities alone: behind a proxy that ends TLS the server does not know the scheme.
   * {@code null}, the origin of sandboxes, is nobody's own, and neither is that of an application
   * with a scheme of its own, which may call its host as it likes.
   */
  private static boolean isOwn(String origin, String authority) {
    String lower = origin.toLowerCase(Locale.ROOT);
    boolean secure = lower.startsWith("https://");
    String port = secure ? ":443" : ":80";
    return (secure || lower.startsWith("http://"))
        && !authority.isEmpty()
        && without(port, lower.substring(lower.indexOf("://") + 3))
            .equals(without(port, authority.toLowerCase(Locale.ROOT)));
  }

  private static String without(String port, String authority) {
    return authority.endsWith(port)
        ? authority.substring(0, authority.length() - port.length())
        : authority;
  }
}
