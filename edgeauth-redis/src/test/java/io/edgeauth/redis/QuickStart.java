package io.edgeauth.redis;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.introspection.Introspection;
import io.edgeauth.keys.Secret;
import io.edgeauth.route.Route;
import java.net.URI;

/** What the documentation shows, as code that is compiled. */
final class QuickStart {

  private QuickStart() {}

  static EdgeAuth edge(URI endpoint, Secret secret, String redis) {
    Introspection opaque =
        Introspection.endpoint(endpoint)
            .clientId("gateway")
            .clientSecret(secret)
            .shared(RedisStore.at(redis));
    return EdgeAuth.builder()
        .authenticator("opaque", opaque)
        .route(Route.path("/orders/**").authenticate("opaque"))
        .build();
  }
}
