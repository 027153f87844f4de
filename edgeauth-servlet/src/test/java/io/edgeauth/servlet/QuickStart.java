package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.Denial;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.route.Route;
import jakarta.servlet.ServletContext;
import java.time.Instant;

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

  static void revoke(EdgeAuth edge) {
    edge.deny("user", Denial.token("7f9c24e8-3b2a"));
    edge.deny("user", Denial.subjectBefore("bob", Instant.now()));
    edge.liftDenial("user", Denial.token("7f9c24e8-3b2a"));
  }
}
