package io.edgeauth.jdbc;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.apikey.ApiKeyStoreSpec;
import io.edgeauth.authn.apikey.ApiKeys;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.time.Duration;

/** One EdgeAuth of several that share a store. */
final class Instance implements AutoCloseable {

  private final RecordedEvents events = new RecordedEvents();
  private final EdgeAuth edge;

  Instance(ApiKeyStoreSpec store, Duration ttl) {
    edge =
        EdgeAuth.builder()
            .authenticator("partner", ApiKeys.prefix("ck_test_").store(store).cache(ttl, 10_000))
            .route(Route.path("/orders/**").authenticate("partner"))
            .listener(events)
            .build();
  }

  ApiKeys keys() {
    return edge.apiKeys("partner");
  }

  RecordedEvents events() {
    return events;
  }

  /** The status that a request with a key gets, 200 where it goes on. */
  int status(String secret) {
    Decision decision = edge.decide(TestRequest.get("/orders/7").header("X-API-Key", secret));
    return decision instanceof Decision.Reject reject ? reject.problem().status() : 200;
  }

  @Override
  public void close() {
    edge.close();
  }
}
