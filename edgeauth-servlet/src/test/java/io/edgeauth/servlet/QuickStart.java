package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.route.Route;
import jakarta.servlet.ServletContext;

/** The code of README.md, compiled. */
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
}
