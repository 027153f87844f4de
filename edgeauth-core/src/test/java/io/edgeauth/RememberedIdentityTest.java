package io.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers are kept with a token that is remembered: never longer than their configuration. */
final class RememberedIdentityTest {

  private static final HeaderField SUBJECT = new HeaderField("X-User-Id", "alice");
  private static final HeaderField EMAIL = new HeaderField("X-User-Mail", "alice@example.com");

  @TempDir private Path directory;
  private JwtTrial trial;
  private String token;

  /** The authenticator gives the same credential again: without that nothing here is kept. */
  @BeforeEach
  void remember() {
    trial = JwtTrial.of(TestKey.of("ES256", "k1"));
    token = trial.token().compact();
    assertThat(trial.accepts(token)).isSameAs(trial.accepts(token));
  }

  @AfterEach
  void close() {
    trial.close();
  }

  private Path configuration(String name, String authenticator, String headers) throws IOException {
    return Files.writeString(
        directory.resolve(name),
        """
        edgeauth:
          reload: {watch: false}
          forward: {headers: {%s}}
          routes: [{path: /a, authenticate: %s}]
        """
            .formatted(headers, authenticator));
  }

  private EdgeAuth open(Path configuration, String authenticator) {
    return EdgeAuth.builder()
        .configuration(configuration)
        .authenticator(authenticator, trial.authenticator())
        .build();
  }

  private List<HeaderField> identityHeaders(EdgeAuth edge) {
    Decision decision = edge.decide(TestRequest.get("/a").bearer(token));
    return ((Decision.Forward) decision)
        .headers().fields().stream().filter(field -> field.name().startsWith("X-User")).toList();
  }

  @Test
  void reload_otherHeadersForwarded_rememberedTokenCarriesThem() throws IOException {
    Path file = configuration("edgeauth.yaml", "user", "X-User-Id: subject");
    try (EdgeAuth edge = open(file, "user")) {
      assertThat(identityHeaders(edge)).containsExactly(SUBJECT);
      assertThat(identityHeaders(edge)).containsExactly(SUBJECT);

      configuration("edgeauth.yaml", "user", "X-User-Mail: email");
      edge.reload();
      assertThat(identityHeaders(edge)).containsExactly(EMAIL);

      configuration("edgeauth.yaml", "user", "X-User-Id: subject");
      edge.reload();
      assertThat(identityHeaders(edge)).containsExactly(SUBJECT);
    }
  }

  @Test
  void decide_authenticatorSharedByTwo_eachForwardsItsOwnHeaders() throws IOException {
    try (EdgeAuth one = open(configuration("one.yaml", "user", "X-User-Id: subject"), "user");
        EdgeAuth same = open(configuration("same.yaml", "user", "X-User-Mail: email"), "user");
        EdgeAuth other =
            open(configuration("other.yaml", "staff", "X-User-Mail: email"), "staff")) {
      for (int i = 0; i < 3; i++) {
        assertThat(identityHeaders(one)).containsExactly(SUBJECT);
        assertThat(identityHeaders(same)).containsExactly(EMAIL);
        assertThat(identityHeaders(other)).containsExactly(EMAIL);
      }
    }
  }
}
