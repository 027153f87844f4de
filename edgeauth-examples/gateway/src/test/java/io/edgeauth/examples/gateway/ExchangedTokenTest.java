package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.ExchangeTrial;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestIssuer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Token exchange on the wire: what an upstream reads, and that it reads nothing without it. */
final class ExchangedTokenTest {

  @TempDir private Path directory;
  private final TestAuthorizationServer server =
      TestAuthorizationServer.start(ExchangeTrial.exchanged());

  @AfterEach
  void close() {
    server.close();
  }

  private Proxied start() throws Exception {
    String exchange =
        "forward: {token-exchange: {orders: {endpoint: '"
            + server.uri()
            + "', client-id: gateway, client-secret: s, audience: orders, total-timeout: 10s}}}";
    String route = "{path: /orders/**, authenticate: user, forward: {token-exchange: orders}}";
    return Proxied.start(
        directory,
        text ->
            Proxied.with(exchange)
                .andThen(Proxied.routed(route))
                .apply(Proxied.tokensAnywhere(text)));
  }

  @Test
  void token_exchanged_newOneArrivesOnce() throws Exception {
    try (Proxied proxied = start()) {
      String token = proxied.valid().compact();
      for (String answer :
          new String[] {
            proxied.get("/orders/1", "authorization: Bearer " + token),
            proxied.get("/orders/1", "Cookie: session=" + token),
            proxied.get("/orders/1?access_token=" + token),
            proxied.get(
                "/orders/1", "Authorization: Bearer " + token, "Connection: close, authorization")
          }) {
        assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("the-new-token");
        ReceivedBytes seen = proxied.upstream().last();
        assertThat(seen.valuesInAnySpelling("Authorization"))
            .containsExactly("Bearer the-new-token");
        assertThat(seen.values("X-User-Id")).containsExactly("alice");
        assertThat(seen.text()).doesNotContain(token);
      }
      assertThat(server.calls()).as("one token, one exchange").isEqualTo(1);
    }
  }

  /** Nothing is sent on: the upstream sees no request at all. */
  @Test
  void token_notExchanged_requestEndsHere() throws Exception {
    server.answerWith(TestIssuer.json(400, Map.of("error", "invalid_grant")));
    try (Proxied proxied = start()) {
      String answer = proxied.get("/orders/1", proxied.bearer());

      assertThat(answer).startsWith("HTTP/1.1 503 ").contains("Retry-After: 10");
      assertThat(answer).doesNotContain("invalid_grant", "WWW-Authenticate");
      assertThat(proxied.upstream().requests()).isEmpty();
    }
  }
}
