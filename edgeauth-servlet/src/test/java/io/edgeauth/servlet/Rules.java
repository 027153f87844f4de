package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import io.edgeauth.EdgeAuthBuilder;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.event.EdgeEventListener;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.http.RequestSettings;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteBuilder;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an operator wants of each resource, written twice: as routes, and as expressions over the
 * path that a container resolved. The second is what served requests are judged by.
 */
final class Rules {

  /** Who may have a resource. */
  enum Access {
    OPEN,
    OPTIONAL,
    USER,
    ADMIN
  }

  private static final Set<String> USUAL =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final Set<String> READING = Set.of("GET", "HEAD");

  /**
   * One of them.
   *
   * @param pattern the route's, as decisions name it
   * @param covers which decoded paths it is meant for
   */
  record Rule(String pattern, Access access, Set<String> methods, Pattern covers) {

    boolean isProtected() {
      return access == Access.USER || access == Access.ADMIN;
    }

    private boolean isRegex() {
      return pattern.indexOf('[') >= 0;
    }

    private RouteBuilder route() {
      RouteBuilder route = isRegex() ? Route.pathRegex(pattern) : Route.path(pattern);
      if (methods.equals(READING)) {
        route.methods("GET");
      }
      return switch (access) {
        case OPEN -> route.allowPublic();
        case OPTIONAL -> route.authenticate("user").optional();
        case USER -> route.authenticate("user");
        case ADMIN -> route.authenticate("user").requireRole("admin");
      };
    }
  }

  private static final List<Rule> ALL =
      List.of(
          rule("/admin/**", Access.ADMIN, "/admin(/.*)?"),
          rule("/secret.do", Access.USER, "/secret\\.do"),
          rule("/s/secret/**", Access.USER, "/s/secret(/.*)?"),
          rule("/docs/index.html", Access.USER, "/docs/index\\.html"),
          rule("/docs/**", Access.OPEN, "/docs(/.*)?"),
          rule("/s/**", Access.OPEN, "/s(/.*)?"),
          rule("/public/**", Access.OPEN, "/public(/.*)?"),
          rule("/optional/**", Access.OPTIONAL, "/optional(/.*)?"),
          new Rule("/read/*", Access.OPEN, READING, whole("/read/[^/]+")),
          rule("/v[0-9]+/status(/.*)?", Access.OPEN, "/v[0-9]+/status(/.*)?"),
          rule("/[a-z]+\\.do", Access.OPEN, "/[a-z]+\\.do"),
          rule("/exact", Access.OPEN, "/exact"),
          rule("/", Access.OPEN, "/"));

  private Rules() {}

  private static Rule rule(String pattern, Access access, String covers) {
    return new Rule(pattern, access, USUAL, whole(covers));
  }

  private static Pattern whole(String covers) {
    return Pattern.compile(covers, Pattern.DOTALL);
  }

  /** The rule of a resource, or null where nothing may serve it. */
  static Rule of(String decodedPath, String method) {
    return ALL.stream()
        .filter(rule -> rule.covers().matcher(decodedPath).matches())
        .filter(rule -> rule.methods().contains(method))
        .findFirst()
        .orElse(null);
  }

  static EdgeAuth edge(String issuer, RequestSettings request, EdgeEventListener listener) {
    EdgeAuthBuilder edge =
        EdgeAuth.builder()
            .authenticator("user", Jwt.issuer(issuer).audience(TestToken.AUDIENCE))
            .request(request)
            .listener(listener);
    ALL.forEach(rule -> edge.route(rule.route()));
    return edge.build();
  }
}
