package io.edgeauth.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens of a real provider, through a real gateway. */
final class DemoTest {

  private static final String CHALLENGE =
      "Bearer realm=\"edgeauth\", error=\"invalid_token\","
          + " error_description=\"The access token is not valid\"";

  @Test
  void request_tokenOfSameIssuerForAnotherAudience_refused() throws Exception {
    try (Demo demo = Demo.start()) {
      assertMet(demo, "alice-app", Expected.bodyWith(200, "\"x-user-id\":[\"alice\"]"));
      assertMet(demo, "other-audience", Expected.header(401, "WWW-Authenticate: " + CHALLENGE));
    }
  }

  private static void assertMet(Demo demo, String client, Expected expected) throws Exception {
    Attempt attempt =
        new Attempt(
            client, demo.gateway().resolve("/api/orders"), List.of(demo.bearer(client)), expected);
    HttpResponse<String> answer = attempt.send(HttpClient.newHttpClient());

    assertThat(attempt.expected().isMetBy(answer))
        .as("%s: %s %s", client, answer.statusCode(), answer.headers().map())
        .isTrue();
  }
}
