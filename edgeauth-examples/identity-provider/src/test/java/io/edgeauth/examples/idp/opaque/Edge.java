package io.edgeauth.examples.idp.opaque;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.EdgeAuthBuilder;
import io.edgeauth.authn.introspection.Introspection;
import io.edgeauth.event.AuthorityEvent;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.forward.exchange.TokenExchange;
import io.edgeauth.identity.Identity;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reason;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * An EdgeAuth that asks about every token. What it remembers ends by a ticker that the test moves;
 * the time of day is the real one, since the server looks at it too.
 */
final class Edge implements AutoCloseable {

  private final FakeTicker ticker = new FakeTicker();
  private final RecordedEvents events = new RecordedEvents();
  private final EdgeAuth edge;

  private Edge(EdgeAuthBuilder builder) {
    edge = builder.time(Clock.systemUTC(), ticker).listener(events).build();
  }

  static Edge of(Proofs proofs, Introspection spec) {
    return new Edge(builder(proofs, spec, route -> route));
  }

  static Edge of(Proofs proofs, Introspection spec, TokenExchange exchange) {
    return new Edge(
        builder(proofs, spec, route -> route.tokenExchange("orders"))
            .tokenExchange("orders", exchange));
  }

  private static EdgeAuthBuilder builder(
      Proofs proofs, Introspection spec, UnaryOperator<RouteBuilder> more) {
    return EdgeAuth.builder()
        .outbound(new OutboundSettings(Set.of(), proofs.serversAuthority()))
        .authenticator("opaque", spec)
        .route(more.apply(Route.path("/**").authenticate("opaque")));
  }

  private Decision decide(String token) {
    return edge.decide(TestRequest.get("/orders").bearer(token));
  }

  private Decision.Forward forwarded(String token) {
    Decision decision = decide(token);
    assertThat(decision).as("%s", lastDecision()).isInstanceOf(Decision.Forward.class);
    return (Decision.Forward) decision;
  }

  Identity accepts(String token) {
    return forwarded(token).identity();
  }

  /** The token that goes on, and no other. */
  String receivedByBackend(String token) {
    List<String> received =
        forwarded(token).headers().apply("Authorization", List.of("Bearer " + token));
    assertThat(received).singleElement().asString().startsWith("Bearer ");
    return received.get(0).substring("Bearer ".length());
  }

  /** Why it is refused; what the client is told goes with it. */
  Reason refuses(String token) {
    Decision decision = decide(token);
    Reason reason = lastDecision().reason();
    assertThat(decision).as("%s", lastDecision()).isInstanceOf(Decision.Reject.class);
    Decision.Reject reject = (Decision.Reject) decision;
    assertThat(reject.problem().status()).isEqualTo(reason.status());
    assertThat(reject.responseHeaders())
        .extracting(field -> field.name())
        .contains(reason.status() == 503 ? "Retry-After" : "WWW-Authenticate")
        .doesNotContain(reason.status() == 503 ? "WWW-Authenticate" : "Retry-After");
    return reason;
  }

  private DecisionEvent lastDecision() {
    List<DecisionEvent> decisions = events.of(DecisionEvent.class);
    return decisions.get(decisions.size() - 1);
  }

  /** What was told of servers. */
  List<AuthorityEvent.Change> changes() {
    return events.of(AuthorityEvent.class).stream().map(AuthorityEvent::change).toList();
  }

  void pass(Duration time) {
    ticker.advance(time);
  }

  void invalidate(String token) {
    edge.invalidate(token);
  }

  @Override
  public void close() {
    edge.close();
  }
}
