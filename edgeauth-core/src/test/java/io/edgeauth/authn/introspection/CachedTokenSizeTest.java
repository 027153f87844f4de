package io.edgeauth.authn.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.ClaimMapping;
import io.edgeauth.authn.TokenDigests;
import io.edgeauth.authn.remote.RemoteAnswers;
import io.edgeauth.authn.remote.RemoteSettings;
import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.identity.Identity;
import io.edgeauth.json.JsonReader;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.keys.Secret;
import io.edgeauth.oauth.ClientCredentials;
import io.edgeauth.oauth.ClientMethod;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.reason.Reasons;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a remembered token takes: at most 1 KB with ten claims. */
@Timeout(60)
final class CachedTokenSizeTest {

  private static final int TOKENS = 20_000;

  private final TestRuntime runtime = TestRuntime.start();
  private final TokenDigests digests = new TokenDigests();
  private final IntrospectionRules rules =
      new IntrospectionRules(
          new IntrospectionSettings(
              "opaque",
              URI.create("https://id.example/introspect"),
              null,
              new ClientCredentials("gateway", ClientMethod.BASIC, Secret.of("x"), null),
              AnswerFormat.JSON,
              Set.of(),
              Map.of(),
              Duration.ofSeconds(1),
              RemoteSettings.DEFAULTS,
              null,
              ClaimMapping.DEFAULTS,
              OutboundSettings.DEFAULTS),
          runtime.runtime());
  private final RemoteAnswers answers =
      new RemoteAnswers(
          "opaque",
          RemoteSettings.DEFAULTS,
          new RemoteAnswers.Reasons(Reasons.INTROSPECTION_UNAVAILABLE, Reasons.INTROSPECTION_BUSY),
          runtime.runtime());

  /** Used once, so that what is made of it for the requests that come later counts too. */
  private AuthenticationResult remember(int number) {
    Map<String, Object> answer = IntrospectionTrial.active();
    answer.put("sub", "6f1c2c1e-0000-4000-8000-" + (100_000_000_000L + number));
    answer.put("username", "user-" + number + "@example.com");
    byte[] json = JsonWriter.write(answer).getBytes(StandardCharsets.UTF_8);
    AuthenticationResult result =
        answers.of(
            digests.of("a-token-of-some-length-" + number, 0),
            () -> {
              try {
                return rules.judge(JsonReader.readObject(json), json.length);
              } catch (io.edgeauth.json.JsonException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(Identity.of(((Authenticated) result).credential(), "opaque").subject()).isNotNull();
    return result;
  }

  private static long used() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime machine = Runtime.getRuntime();
      least = Math.min(least, machine.totalMemory() - machine.freeMemory());
    }
    return least;
  }

  @Test
  void remembered_tenClaims_atMostOneKilobyte() throws Exception {
    for (int i = 0; i < 2000; i++) {
      remember(i); // what is made once is made
    }
    long before = used();
    for (int i = 2000; i < 2000 + TOKENS; i++) {
      remember(i);
    }
    long each = (used() - before) / TOKENS;

    assertThat(answers.known(digests.of("a-token-of-some-length-3000", 0))).isNotNull();
    assertThat(each).as("bytes for each").isBetween(300L, 1024L);
    answers.close();
    runtime.close();
  }
}
