package io.edgeauth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.event.KeySetEvent;
import io.edgeauth.event.KeySetEvent.Change;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestIssuer.Answer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.keys.KeyLookup.Found;
import io.edgeauth.keys.KeyLookup.Unavailable;
import io.edgeauth.outbound.OutboundSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Metadata that goes bad after it was good: the last good set serves on. K10, K11, K16. */
@Timeout(30)
final class RemoteKeySetMetadataTest {

  private static final Duration METADATA_LIFETIME = Duration.ofHours(1);
  private static final TestKey KEY = TestKey.of("ES256", "k1");
  private static final TestKey NEXT = TestKey.of("ES256", "k2");

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

  private KeySet open() {
    return KeySets.remote(
        new RemoteKeySettings(
            issuer.issuer(),
            null,
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofHours(24),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            64 * 1024,
            OutboundSettings.DEFAULTS),
        runtime.runtime());
  }

  private static KeyLookup find(KeySet keys, TestKey key) {
    return keys.find(key.keyId(), JwsAlgorithm.ES256);
  }

  private Answer metadataOf(String name) {
    return TestIssuer.json(200, Map.of("issuer", name, "jwks_uri", issuer.jwksUri().toString()));
  }

  /**
   * The new key is where the bad answer points, too: that nobody finds it shows that the answer was
   * not followed.
   */
  private void assertLastGoodSetServes(Answer bad, String why) {
    KeySet keys = open();
    assertThat(find(keys, KEY)).isInstanceOf(Found.class);
    issuer.publish(KEY, NEXT);
    issuer.answerMetadataWith(bad);
    runtime.ticker().advance(METADATA_LIFETIME);

    assertThat(find(keys, KEY)).isInstanceOf(Found.class);
    assertThat(find(keys, NEXT)).isInstanceOf(Unavailable.class);

    assertThat(find(keys, KEY)).isInstanceOf(Found.class);
    assertThat(issuer.metadataRequests()).isEqualTo(2);
    assertThat(issuer.keySetRequests()).isEqualTo(1);
    await().until(() -> events().size() == 2);
    assertThat(events().get(1).change()).isEqualTo(Change.FAILED);
    assertThat(events().get(1).keys()).isEqualTo(1);
    assertThat(events().get(1).detail()).contains(why);
    assertRecovers(keys);
  }

  private List<KeySetEvent> events() {
    return runtime.events().of(KeySetEvent.class);
  }

  private void assertRecovers(KeySet keys) {
    issuer.answerMetadataWith(metadataOf(issuer.issuer()));
    runtime.ticker().advance(FetchPauses.FIRST_RETRY);

    assertThat(find(keys, NEXT)).isInstanceOf(Found.class);
    assertThat(find(keys, KEY)).isInstanceOf(Found.class);
    assertThat(issuer.metadataRequests()).isEqualTo(3);
    assertThat(issuer.keySetRequests()).isEqualTo(2);
    await().until(() -> events().size() == 3);
    assertThat(events().get(2).change()).isEqualTo(Change.LOADED);
  }

  @Test
  void find_metadataOfAnotherIssuer_lastGoodKeysStay() {
    assertLastGoodSetServes(metadataOf("https://evil.example"), "names another issuer");
  }

  @Test
  void find_metadataRedirected_lastGoodKeysStay() {
    Answer redirect =
        exchange -> {
          exchange.getResponseHeaders().set("Location", issuer.jwksUri().toString());
          exchange.sendResponseHeaders(302, -1);
        };
    assertLastGoodSetServes(redirect, "the issuer's metadata answered");
  }

  @Test
  void find_metadataIsHtml_lastGoodKeysStay() {
    assertLastGoodSetServes(
        TestIssuer.body(200, "text/html", "<html>Log in</html>"), "the issuer's metadata: ");
  }
}
