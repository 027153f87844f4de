package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.edgeauth.fixtures.HangingServer;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.outbound.OutboundSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a key set is fetched, and how long it is fresh: K15, K16. */
@Timeout(30)
final class JwkSetSourceTest {

  private static final TestKey KEY = TestKey.of("ES256", "k1");

  private TestIssuer issuer;
  private TestRuntime runtime;

  @BeforeEach
  void start() {
    issuer = TestIssuer.start(KEY);
    runtime = TestRuntime.start();
  }

  @AfterEach
  void end() {
    runtime.close();
    issuer.close();
  }

  private JwkSetSource source(URI jwksUri) {
    RemoteKeySettings settings =
        new RemoteKeySettings(
            issuer.issuer(),
            jwksUri,
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofHours(24),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            512 * 1024,
            OutboundSettings.DEFAULTS);
    return new JwkSetSource(
        settings, runtime.runtime().outbound(OutboundSettings.DEFAULTS), runtime.ticker());
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> source(null).fetch()).hasMessageContaining(message);
    assertThat(issuer.keySetRequests()).isZero();
  }

  @Test
  void fetch_byMetadata_metadataAskedOncePerHour() throws Exception {
    JwkSetSource source = source(null);

    assertThat(source.fetch().reading().keys())
        .extracting(VerificationKey::id)
        .containsExactly("k1");
    source.fetch();
    assertThat(issuer.metadataRequests()).isEqualTo(1);
    runtime.ticker().advance(Duration.ofHours(1));
    source.fetch();
    assertThat(issuer.metadataRequests()).isEqualTo(2);
    assertThat(issuer.keySetRequests()).isEqualTo(3);
  }

  @Test
  void fetch_keySetMoved_metadataAskedAgainAfterTheFailure() throws Exception {
    JwkSetSource source = source(null);
    source.fetch();
    issuer.answerKeySetWith(TestIssuer.body(404, "text/plain", ""));
    assertThatThrownBy(source::fetch).hasMessageContaining("404");
    issuer.publish(KEY);

    source.fetch();

    assertThat(issuer.metadataRequests()).isEqualTo(2);
  }

  /** K09: what the metadata took is not there for the set any more. */
  @Test
  void fetch_metadataTakesLong_setHasTheRestOfTheTime() throws Exception {
    JwkSetSource source = source(null);
    answerMetadataAfter(Duration.ofSeconds(2), issuer.jwksUri());
    assertThat(source.fetch().reading().keys()).hasSize(1);
    runtime.ticker().advance(Duration.ofHours(1));
    try (HangingServer server = HangingServer.start(HangingServer.At.BODY)) {
      answerMetadataAfter(Duration.ofMillis(4_900), server.uri());

      assertThatThrownBy(source::fetch).hasMessageEndingWith("no whole answer within PT0.1S");
    }
  }

  private void answerMetadataAfter(Duration time, URI jwksUri) {
    TestIssuer.Answer answer =
        TestIssuer.json(200, Map.of("issuer", issuer.issuer(), "jwks_uri", jwksUri.toString()));
    issuer.answerMetadataWith(
        exchange -> {
          runtime.ticker().advance(time);
          answer.to(exchange);
        });
  }

  /** K16. */
  @Test
  void fetch_metadataOfAnotherIssuer_refused() {
    for (Object name :
        new Object[] {
          "https://evil.example", issuer.issuer() + "/", List.of(issuer.issuer()), 1, null
        }) {
      Map<String, Object> metadata = new HashMap<>();
      metadata.put("issuer", name);
      metadata.put("jwks_uri", issuer.jwksUri().toString());
      issuer.answerMetadataWith(TestIssuer.json(200, metadata));
      assertRefused("names another issuer");
    }
  }

  /** K16, K10: metadata cannot send us anywhere that the configuration could not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.example/jwks",
        "http://10.0.0.1/jwks",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "jar:file:/x!/y",
        "https://user@id.example/jwks",
        "/jwks",
        "not an address",
        ""
      })
  void fetch_metadataWithAddressThatMayNotBeCalled_refused(String address) {
    issuer.answerMetadataWith(
        TestIssuer.json(200, Map.of("issuer", issuer.issuer(), "jwks_uri", address)));
    assertRefused("jwks_uri");
  }

  @Test
  void fetch_metadataWithoutAddressOrNoMetadata_refused() {
    issuer.answerMetadataWith(TestIssuer.json(200, Map.of("issuer", issuer.issuer())));
    assertRefused("has no jwks_uri");
    issuer.answerMetadataWith(
        TestIssuer.json(200, Map.of("issuer", issuer.issuer(), "jwks_uri", 7)));
    assertRefused("has no jwks_uri");
    issuer.answerMetadataWith(TestIssuer.body(200, "text/html", "<html>"));
    assertRefused("the issuer's metadata");
    issuer.answerMetadataWith(TestIssuer.body(503, "text/plain", ""));
    assertRefused("the issuer's metadata answered 404");
    issuer.answerMetadataWith(
        exchange -> {
          exchange.getResponseHeaders().set("Location", issuer.jwksUri().toString());
          exchange.sendResponseHeaders(302, -1);
        });
    assertRefused("the issuer's metadata answered");
  }

  /** K15: clamped between the cooldown and the refresh interval. */
  @ParameterizedTest
  @CsvSource({
    "max-age=0, 30",
    "max-age=29, 30",
    "max-age=31, 31",
    "max-age=299, 299",
    "max-age=300, 300",
    "max-age=315360000, 300",
    "max-age=9999999999, 300",
    "max-age=99999999999999999999, 300",
    "max-age=-1, 300",
    "max-age=, 300",
    "max-age=1e2, 300",
    "garbage, 300",
    "'', 300",
    "no-cache, 30",
    "no-store, 30",
    "'public, MAX-AGE=60', 60",
    "'s-maxage=40, max-age=50', 50",
  })
  void fetch_cacheControl_clamped(String cacheControl, long seconds) throws Exception {
    String set = JsonWriter.write(Map.of("keys", List.of(KEY.publicJwk())));
    issuer.answerKeySetWith(exchange -> answer(exchange, cacheControl, set));

    assertThat(source(issuer.jwksUri()).fetch().freshFor()).hasSeconds(seconds);
  }

  private static void answer(HttpExchange exchange, String cacheControl, String set)
      throws IOException {
    byte[] body = set.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Cache-Control", cacheControl);
    exchange.getResponseHeaders().set("Expires", "Thu, 01 Jan 1970 00:00:00 GMT");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  @Test
  void fetch_withoutCacheControl_refreshInterval() throws Exception {
    assertThat(source(issuer.jwksUri()).fetch().freshFor()).hasMinutes(5);
  }
}
