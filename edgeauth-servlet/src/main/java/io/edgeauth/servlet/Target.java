package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import io.edgeauth.pipeline.CountedLimits;
import io.edgeauth.pipeline.Decision;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides for the path that a client wrote, and for the resource that the container made of it
 * where that is another one: a welcome file for its folder, {@code /a} for {@code /a;x}. A policy
 * that holds for the one only would leave the other open.
 */
final class Target {

  private static final String PLAIN = "-._~!$&'()*+,=:@/";

  private Target() {}

  /**
   * Decides the request of a dispatch.
   *
   * @param received the request as the container gave it, without edits of ours
   * @param current the request of this dispatch
   * @param query the client's
   * @param counted by what the client's request was counted before
   */
  static Decision decide(
      EdgeAuth edge,
      HttpServletRequest received,
      HttpServletRequest current,
      @Nullable String query,
      CountedLimits counted) {
    ServletEdgeRequest written = ServletEdgeRequest.of(received, current, query);
    return resolved(edge.decide(written, counted), edge, written, resource(current), counted);
  }

  /** What goes on is asked for its resource too, be it after a wait. */
  private static Decision resolved(
      Decision decision,
      EdgeAuth edge,
      ServletEdgeRequest written,
      String resource,
      CountedLimits counted) {
    if (decision instanceof Decision.Delay delay) {
      return new Decision.Delay(
          delay.reservation(),
          delay.atMost(),
          () -> resolved(delay.then().get(), edge, written, resource, counted),
          delay.otherwise());
    }
    String contextPath = written.contextPath();
    return !(decision instanceof Decision.Forward)
            || isSame(written.rawPath(), contextPath.length(), resource)
        ? decision
        : edge.decide(written.at(contextPath + escaped(resource)), counted);
  }

  /** What the container resolved, decoded, below the application. */
  static String resource(HttpServletRequest current) {
    boolean included =
        current.getDispatcherType() == DispatcherType.INCLUDE
            && current.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI) != null;
    Object servletPath =
        included
            ? current.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH)
            : current.getServletPath();
    Object pathInfo =
        included
            ? current.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO)
            : current.getPathInfo();
    String info = text(pathInfo);
    String path = info.isEmpty() ? text(servletPath) : text(servletPath) + info;
    return path.isEmpty() ? "/" : path;
  }

  private static String text(@Nullable Object value) {
    return Objects.toString(value, "");
  }

  /**
   * Tells whether a resource is what routes read in a path, which has been judged: its escapes are
   * right. An escaped slash is a character to them, so that a container that made a slash of it
   * resolved another resource.
   */
  static boolean isSame(String path, int from, String resource) {
    if (from == path.length()) {
      return resource.equals("/");
    }
    int at = 0;
    int i = from;
    while (i < path.length()) {
      char c = path.charAt(i);
      if (c != '%') {
        if (at == resource.length() || resource.charAt(at) != c) {
          return false;
        }
        i++;
        at++;
        continue;
      }
      String decoded = decoded(path, i);
      int end = i + 3 * decoded.getBytes(StandardCharsets.UTF_8).length;
      // Containers may be told to leave some escapes as they are, which routes do as well.
      if ("/\\%".contains(decoded) && resource.regionMatches(at, path, i, 3)) {
        at += 3;
      } else if (!decoded.equals("/") && resource.startsWith(decoded, at)) {
        at += decoded.length();
      } else {
        return false;
      }
      i = end;
    }
    return at == resource.length();
  }

  /** The character that one escape, or several together, stand for. */
  private static String decoded(String path, int at) {
    int first = octet(path, at);
    int length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) octet(path, at + 3 * i);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int octet(String path, int at) {
    return Integer.parseInt(path, at + 1, at + 3, 16);
  }

  private static String escaped(String resource) {
    StringBuilder path = new StringBuilder(resource.length() + 16);
    for (byte octet : resource.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
      if (plain) {
        path.append(c);
      } else {
        path.append('%')
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      }
    }
    return path.toString();
  }
}
