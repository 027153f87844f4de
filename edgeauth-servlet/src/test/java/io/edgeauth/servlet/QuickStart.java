package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.authn.Denial;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.authn.remote.CachingAuthenticator;
import io.edgeauth.forward.ForwardSettings;
import io.edgeauth.forward.IdentityHeaderReader;
import io.edgeauth.forward.IdentityReading;
import io.edgeauth.ratelimit.LimitKey;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteDefaults;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;

/** The code of README.md and docs, compiled. */
final class QuickStart {

  private QuickStart() {}

  static EdgeAuth register(ServletContext servletContext) {
    EdgeAuth edge =
        EdgeAuth.builder()
            .authenticator("user", Jwt.issuer("https://id.example.com").audience("api"))
            .route(Route.path("/health").allowPublic())
            .route(Route.path("/api/admin/**").authenticate("user").requireRole("admin"))
            .route(Route.path("/api/**").authenticate("user"))
            .build();
    EdgeAuthFilter.register(servletContext, edge);
    return edge;
  }

  static void manageKeys(ServletContext servletContext, EdgeAuth edge) {
    EdgeAuthFilter.register(servletContext, edge);
    servletContext
        .addServlet("api-keys", ApiKeyAdminServlet.of(edge))
        .addMapping("/admin/api-keys/*");
  }

  static void revoke(EdgeAuth edge) {
    edge.deny("user", Denial.token("7f9c24e8-3b2a"));
    edge.deny("user", Denial.subjectBefore("bob", Instant.now()));
    edge.liftDenial("user", Denial.token("7f9c24e8-3b2a"));
  }

  static EdgeAuth limit() {
    return EdgeAuth.builder()
        .authenticator("user", Jwt.issuer("https://id.example.com").audience("api"))
        .limit("per-ip", RateLimit.tokenBucket(100, Duration.ofMinutes(1)))
        .limit("per-user", RateLimit.tokenBucket(1000, Duration.ofMinutes(1)).by(LimitKey.SUBJECT))
        .limit("guessing", RateLimit.tokenBucket(20, Duration.ofMinutes(1)).countsFailures())
        .routeDefaults(RouteDefaults.NONE.limit("per-ip", "guessing"))
        .route(Route.path("/health").allowPublic())
        .route(Route.path("/api/**").authenticate("user").limit("per-ip", "guessing", "per-user"))
        .build();
  }

  static EdgeAuth remember(AuthenticatorSpec own) {
    return EdgeAuth.builder()
        .authenticator("own", CachingAuthenticator.around(own).ttl(Duration.ofMinutes(1)))
        .route(Route.path("/**").authenticate("own"))
        .build();
  }

  static void backend(HttpServletRequest request, HttpServletResponse response) throws IOException {
    IdentityHeaderReader reader = IdentityHeaderReader.of(ForwardSettings.DEFAULTS);

    IdentityReading reading =
        reader.read(
            Collections.list(request.getHeaderNames()),
            name -> Collections.list(request.getHeaders(name)));
    if (reading instanceof IdentityReading.Read read) {
      response.getWriter().println(read.identity().subject() + " " + read.identity().roles());
    } else {
      response.sendError(400);
    }
  }
}
