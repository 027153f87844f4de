package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.examples.gateway.KeyCommands.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rotate} and {@code revoke}. */
final class KeysRotateTest {

  @TempDir private Path directory;
  private KeyCommands keys;

  @BeforeEach
  void start() throws IOException {
    keys = new KeyCommands(directory);
  }

  @AfterEach
  void stop() {
    keys.close();
  }

  private static List<Instant> oldKeysUntil(Run rotated) {
    return rotated
        .err()
        .lines()
        .filter(line -> line.startsWith("old-key-until 2"))
        .map(line -> Instant.parse(line.substring("old-key-until ".length())))
        .toList();
  }

  @Test
  void rotate_unlessSaid_oldWorksForADay() throws Exception {
    Run issued = keys.issued();
    Instant before = Instant.now();
    Run rotated = keys.run("rotate", "--id", issued.id());

    assertThat(rotated.code()).isZero();
    assertThat(rotated.id()).isEqualTo(issued.id());
    assertThat(rotated.secret()).isNotEqualTo(issued.secret());
    assertThat(rotated.err()).contains("owner acme").doesNotContain(rotated.secret());
    assertThat(oldKeysUntil(rotated))
        .singleElement()
        .satisfies(
            until -> assertThat(until.minus(Duration.ofDays(1))).isBetween(before, Instant.now()));
    assertThat(keys.passes(issued.secret())).isTrue();
    assertThat(keys.passes(rotated.secret())).isTrue();
    assertThat(keys.run("show", "--id", issued.id(), "--json").json())
        .containsEntry("state", "rotating")
        .containsEntry("overlaps", List.of(oldKeysUntil(rotated).get(0).toString()));
  }

  @Test
  void rotate_noOverlap_oldIsRefused() throws Exception {
    Run issued = keys.issued();
    Run rotated = keys.run("rotate", "--id", issued.id(), "--overlap", "0s");

    assertThat(rotated.err().lines()).contains("old-key-until now");
    assertThat(keys.passes(rotated.secret())).isTrue();
    assertThat(keys.passes(issued.secret())).isFalse();
    assertThat(keys.run("show", "--id", issued.id(), "--json").json())
        .containsEntry("state", "good");
  }

  /** Who ends the last one early must see that one before it works on. */
  @Test
  void rotate_whileEarlierOverlapRuns_bothEndsTold() {
    Run issued = keys.issued();
    Run first = keys.run("rotate", "--id", issued.id(), "--overlap", "7d");
    Run second = keys.run("rotate", "--id", issued.id(), "--overlap", "0s");

    assertThat(oldKeysUntil(second)).isEqualTo(oldKeysUntil(first)).hasSize(1);
    assertThat(keys.passes(first.secret())).isFalse();
    assertThat(keys.passes(issued.secret())).isTrue();
    Run third = keys.run("rotate", "--id", issued.id(), "--overlap", "1h");
    assertThat(oldKeysUntil(third)).hasSize(2).isSorted();
  }

  /** A key's own end comes first. */
  @Test
  void rotate_overlapPastTheKeysEnd_oldEndsWithTheKey() throws Exception {
    Run issued = keys.issued("--expires-in", "1h");
    Run rotated = keys.run("rotate", "--id", issued.id());
    Map<String, Object> shown = keys.run("show", "--id", issued.id(), "--json").json();
    assertThat(oldKeysUntil(rotated)).containsExactly(Instant.parse((String) shown.get("expires")));
  }

  @Test
  void rotate_overlapOutOfRange_refused() {
    String id = keys.issued().id();
    Run tooLong = keys.run("rotate", "--id", id, "--overlap", "366d");
    assertThat(tooLong.code()).isEqualTo(2);
    assertThat(tooLong.err()).startsWith("--overlap: ").contains("(expected: 0s to 365d)");
    Run none = keys.run("rotate", "--id", id, "--overlap", "tomorrow");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("'--overlap': tomorrow (expected: a duration");
    assertThat(keys.run("rotate", "--id", id, "--overlap", "365d").code()).isZero();
  }

  @Test
  void rotate_keyThatHasEnded_refused() {
    Run revoked = keys.issued();
    keys.run("revoke", "--id", revoked.id());
    Run expired = keys.issued("--expires-in", "1ms");
    for (Run ended : List.of(revoked, expired)) {
      Run refused = keys.run("rotate", "--id", ended.id());
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.out()).isEmpty();
      assertThat(refused.err()).startsWith("--id: a ").contains("issue a new one");
    }
  }

  @Test
  void rotate_tooManySecretsThatWork_refusedUntilOneEnds() {
    String id = keys.issued().id();
    for (int i = 0; i < 4; i++) {
      assertThat(keys.run("rotate", "--id", id).code()).isZero();
    }
    Run refused = keys.run("rotate", "--id", id);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).startsWith("--id: a key with 5 secrets");
    assertThat(keys.run("rotate", "--id", id, "--overlap", "0s").code()).isZero();
  }

  @Test
  void rotate_nobodyReadsOutput_saidAndOldStillWorks() {
    Run issued = keys.issued();
    Run rotated = keys.runUnread("rotate", "--id", issued.id());
    assertThat(rotated.code()).isEqualTo(1);
    assertThat(rotated.err())
        .contains("did not take the new key of " + issued.id(), "rotate again");
    assertThat(oldKeysUntil(rotated)).hasSize(1);
    assertThat(keys.passes(issued.secret())).isTrue();
  }

  @Test
  void revoke_key_allItsSecretsEnd() throws Exception {
    Run issued = keys.issued();
    Run other = keys.issued();
    Run rotated = keys.run("rotate", "--id", issued.id());
    Run revoked = keys.run("revoke", "--id", issued.id());

    assertThat(revoked.code()).isZero();
    assertThat(revoked.err()).isEmpty();
    assertThat(revoked.out().lines()).hasSize(2).first().isEqualTo("id " + issued.id());
    assertThat(keys.passes(issued.secret())).isFalse();
    assertThat(keys.passes(rotated.secret())).isFalse();
    assertThat(keys.passes(other.secret())).isTrue();
    assertThat(keys.run("show", "--id", issued.id(), "--json").json())
        .containsEntry("state", "revoked")
        .containsEntry("overlaps", List.of())
        .containsKey("revoked");
  }

  @Test
  void revoke_again_firstTimeStays() {
    String id = keys.issued().id();
    Run first = keys.run("revoke", "--id", id);
    Run second = keys.run("revoke", "--id", id);
    assertThat(second.code()).isZero();
    assertThat(second.out()).isEqualTo(first.out());
  }
}
