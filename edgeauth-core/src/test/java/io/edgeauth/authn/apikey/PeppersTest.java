package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.EdgeAuth;
import io.edgeauth.event.FileEvent;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.keys.Secret;
import io.edgeauth.route.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which keys peppers find, over their change. Each EdgeAuth has the same file of keys. */
final class PeppersTest {

  private final RecordedEvents events = new RecordedEvents();
  private final Secret older = Secret.of(fresh());
  private final Secret newer = Secret.of(fresh());
  @TempDir private Path directory;

  private static String fresh() {
    return HexFormat.of().formatHex(TestKey.randomBytes(32));
  }

  private EdgeAuth edge(Secret... peppers) {
    return EdgeAuth.builder()
        .authenticator(
            "partner",
            ApiKeys.prefix("ck_test_")
                .store(ApiKeyStore.file(directory.resolve("keys.json")))
                .pepper(peppers))
        .route(Route.path("/**").authenticate("partner"))
        .listener(events)
        .build();
  }

  private static String issue(EdgeAuth edge) throws Exception {
    return edge.apiKeys("partner").issue(ApiKeyRequest.owner("acme")).secret();
  }

  private String issuedUnder(Secret... peppers) throws Exception {
    try (EdgeAuth edge = edge(peppers)) {
      String secret = issue(edge);
      assertThat(KeyWriter.passes(edge, secret)).isTrue();
      return secret;
    }
  }

  @Test
  void decide_twoPeppers_firstHashesAndBothFind() throws Exception {
    String old = issuedUnder(older);
    String fresh = issuedUnder(newer, older);
    try (EdgeAuth both = edge(newer, older)) {
      assertThat(KeyWriter.passes(both, old)).isTrue();
      assertThat(KeyWriter.passes(both, fresh)).isTrue();
    }
    try (EdgeAuth later = edge(newer)) {
      assertThat(KeyWriter.passes(later, old)).isFalse();
      assertThat(KeyWriter.passes(later, fresh)).isTrue();
    }
  }

  /** A rotation is how a key comes under the newest pepper, and the older one can go. */
  @Test
  void rotate_underNewerPepper_outlivesTheOlder() throws Exception {
    String rotated;
    var unused = issuedUnder(older);
    try (EdgeAuth both = edge(newer, older)) {
      ApiKeys keys = both.apiKeys("partner");
      String id = keys.list(null, 1).get(0).key().id();
      rotated = Objects.requireNonNull(keys.rotate(id, ApiKeys.DEFAULT_OVERLAP)).secret();
    }
    try (EdgeAuth later = edge(newer)) {
      assertThat(KeyWriter.passes(later, rotated)).isTrue();
    }
  }

  /** A hash without a pepper is not looked for beside one: it could be tried out. */
  @Test
  void decide_pepperWhereNoneWas_ownKeysAlone() throws Exception {
    String plain = issuedUnder();
    String peppered = issuedUnder(newer);
    try (EdgeAuth edge = edge(newer)) {
      assertThat(KeyWriter.passes(edge, plain)).isFalse();
      assertThat(KeyWriter.passes(edge, peppered)).isTrue();
    }
    try (EdgeAuth edge = edge()) {
      assertThat(KeyWriter.passes(edge, plain)).isTrue();
      assertThat(KeyWriter.passes(edge, peppered)).isFalse();
    }
  }

  /** A10: a file that breaks leaves the last pepper, one that changes counts, and both are told. */
  @Test
  void file_brokenThenChanged_lastGoodThenTheNewOne() throws Exception {
    Path file = directory.resolve("pepper");
    Files.writeString(file, fresh());
    try (EdgeAuth edge = edge(Secret.parse("file:" + file, directory, Map.of()))) {
      String secret = issue(edge);
      Files.writeString(file, "short");
      await().until(() -> !told().isEmpty());
      assertThat(told().get(0).taken()).isFalse();
      assertThat(told().get(0).detail()).contains("expected: 32 or more").doesNotContain("short");
      assertThat(KeyWriter.passes(edge, secret)).isTrue();

      Files.writeString(file, fresh());
      await().until(() -> !KeyWriter.passes(edge, secret));
      await().until(() -> told().get(told().size() - 1).taken());
      assertThat(KeyWriter.passes(edge, issue(edge))).isTrue();
    }
  }

  private List<FileEvent> told() {
    return events.of(FileEvent.class).stream()
        .filter(event -> event.file().endsWith("pepper"))
        .toList();
  }
}
