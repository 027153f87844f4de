package io.edgeauth.authn.remote;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.Refusal;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.fixtures.FakeClock;
import io.edgeauth.fixtures.FakeTicker;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.identity.Credential;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.reason.Reason;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** An authenticator that asks the test, behind the cache, on time that stands still. */
final class CachingTrial implements AutoCloseable {

  static final Carrier KEY = Carrier.header("X-Key");
  static final Carrier QUERY = Carrier.query("key");
  static final Carrier COOKIE = Carrier.cookie("session");

  final FakeClock clock = new FakeClock(TestRuntime.NOW);
  final FakeTicker ticker = new FakeTicker();
  final RecordedEvents events = new RecordedEvents();
  final AtomicInteger asked = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  Set<Carrier> carriers = Set.of(Carrier.AUTHORIZATION, KEY, QUERY, COOKIE);
  volatile Function<EdgeRequest, AuthenticationResult> answer = request -> good(null);
  private EdgeAuth edge;

  @Override
  public void close() {
    if (edge != null) {
      edge.close();
    }
  }

  /** Asks the test. */
  private final class Own implements Authenticator {

    @Override
    public Set<Carrier> carriers() {
      return carriers;
    }

    @Override
    public Set<Carrier> presents(EdgeRequest request) {
      return Set.of();
    }

    @Override
    public AuthenticationResult authenticate(EdgeRequest request) {
      asked.incrementAndGet();
      return answer.apply(request);
    }

    @Override
    public String challenge(Refusal refusal) {
      return "Bearer realm=\"own\"";
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  static Authenticated good(Instant end) {
    return new Authenticated(Credential.builder("session").subject("alice").expiresAt(end).build());
  }

  EdgeAuth edge() {
    return edge(caching -> {});
  }

  EdgeAuth edge(Consumer<CachingAuthenticator> changes) {
    if (edge == null) {
      CachingAuthenticator caching =
          CachingAuthenticator.around(context -> new Own()).totalTimeout(Duration.ofSeconds(20));
      changes.accept(caching);
      edge =
          EdgeAuth.builder()
              .time(clock, ticker)
              .listener(events)
              .authenticator("own", caching)
              .route(Route.path("/**").authenticate("own"))
              .build();
    }
    return edge;
  }

  int status(TestRequest request) {
    Decision decision = edge().decide(request);
    return decision instanceof Decision.Reject reject ? reject.problem().status() : 200;
  }

  int status(String token) {
    return status(TestRequest.get("/x").bearer(token));
  }

  Reason reason() {
    List<DecisionEvent> decisions = events.of(DecisionEvent.class);
    return decisions.get(decisions.size() - 1).reason();
  }

  void pass(Duration time) {
    clock.advance(time);
    ticker.advance(time);
  }
}
