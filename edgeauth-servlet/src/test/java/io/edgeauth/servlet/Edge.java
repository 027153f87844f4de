package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.event.EdgeEvent;
import io.edgeauth.event.EdgeEventListener;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.route.Route;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An issuer and an EdgeAuth that trusts it, with a route of each kind. */
final class Edge implements AutoCloseable, EdgeEventListener {

  static final TestKey KEY = TestKey.of("RS256", "k1");

  private final TestIssuer issuer = TestIssuer.start(KEY);
  private final List<DecisionEvent> decisions = new CopyOnWriteArrayList<>();
  private final EdgeAuth edge =
      EdgeAuth.builder()
          .authenticator(
              "user",
              Jwt.issuer(issuer.issuer())
                  .audience(TestToken.AUDIENCE)
                  .tokenFrom(
                      Carrier.AUTHORIZATION,
                      Carrier.cookie("session"),
                      Carrier.query("access_token")))
          .route(Route.path("/public/**").allowPublic())
          .route(Route.path("/optional/**").authenticate("user").optional())
          .route(Route.path("/admin/**").authenticate("user").requireRole("admin"))
          .route(Route.path("/scoped/**").authenticate("user").requireScopes("orders:delete"))
          .route(Route.path("/read/**").methods("GET").authenticate("user"))
          .route(Route.path("/error").authenticate("user").requireRole("admin"))
          .route(Route.path("/api/**").authenticate("user"))
          .listener(this)
          .build();

  EdgeAuth auth() {
    return edge;
  }

  TestToken token() {
    return TestToken.valid(issuer.issuer(), KEY);
  }

  String bearer() {
    return "Authorization: Bearer " + token().compact();
  }

  List<DecisionEvent> decisions() {
    return decisions;
  }

  @Override
  public void on(EdgeEvent event) {
    if (event instanceof DecisionEvent decision) {
      decisions.add(decision);
    }
  }

  @Override
  public void close() {
    edge.close();
    issuer.close();
  }
}
