package io.edgeauth.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeauth.event.FileEvent;
import io.edgeauth.event.KeySetEvent;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.keys.KeyLookup.Found;
import io.edgeauth.keys.KeyLookup.NotFound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Key sets and secrets in files, as they change. */
@Timeout(30)
final class LocalKeySetTest {

  private static final TestKey KEY = TestKey.of("ES256", "k1");
  private static final TestKey NEXT = TestKey.of("ES256", "k2");

  @TempDir private Path directory;
  private Path file;
  private TestRuntime runtime;

  @BeforeEach
  void start() throws IOException {
    file = directory.resolve("keys.json");
    Files.writeString(file, setOf(KEY));
    runtime = TestRuntime.start();
  }

  @AfterEach
  void end() {
    runtime.close();
  }

  private static String setOf(TestKey... keys) {
    return JsonWriter.write(Map.of("keys", Stream.of(keys).map(TestKey::publicJwk).toList()));
  }

  private static KeyLookup find(KeySet keys, String id) {
    return keys.find(id, JwsAlgorithm.ES256);
  }

  private List<FileEvent> events() {
    return runtime.events().of(FileEvent.class);
  }

  @Test
  void find_fileWrittenInPlace_newKeysCount() throws IOException {
    KeySet keys = KeySets.file(file, runtime.runtime());
    assertThat(find(keys, "k2")).isInstanceOf(NotFound.class);

    Files.writeString(file, setOf(NEXT, KEY));

    await().until(() -> find(keys, "k2") instanceof Found);
    assertThat(find(keys, "k1")).isInstanceOf(Found.class);
  }

  @Test
  void find_fileRenamedOver_newKeysCountAndOldOnesAreGone() throws IOException {
    KeySet keys = KeySets.file(file, runtime.runtime());
    Path fresh = Files.writeString(directory.resolve("fresh"), setOf(NEXT));

    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

    await().until(() -> find(keys, "k2") instanceof Found);
    assertThat(find(keys, "k1")).isInstanceOf(NotFound.class);
  }

  /** As Kubernetes replaces what it mounts. */
  @Test
  void find_symbolicLinkSwitched_newKeysCount() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    KeySet keys = KeySets.file(link, runtime.runtime());
    Path other = Files.writeString(directory.resolve("other"), setOf(NEXT));
    Path next = Files.createSymbolicLink(directory.resolve("next"), other);

    Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

    await().until(() -> find(keys, "k2") instanceof Found);
  }

  /** C07: never half, never empty. */
  @Test
  void find_fileBroken_lastGoodKeysStayAndSomebodyIsTold() throws IOException {
    KeySet keys = KeySets.file(file, runtime.runtime());
    for (String broken : List.of("", "{", "{\"keys\":[]}", setOf(KEY).substring(0, 80))) {
      int before = events().size();
      Files.writeString(file, broken);
      await().until(() -> events().size() > before);
      assertThat(events().get(before).taken()).isFalse();
      assertThat(events().get(before).file()).isEqualTo(file.toString());
      assertThat(events().get(before).detail()).isNotBlank();
      assertThat(find(keys, "k1")).isInstanceOf(Found.class);
    }
    Files.delete(file);
    await().until(() -> events().size() == 5);
    assertThat(events().get(4).detail()).contains("cannot be read");
    assertThat(find(keys, "k1")).isInstanceOf(Found.class);

    Files.writeString(file, setOf(NEXT));
    await().until(() -> find(keys, "k2") instanceof Found);
    await().until(() -> events().get(events().size() - 1).taken());
  }

  @Test
  void file_withoutUsableKey_refusedAtStart() throws IOException {
    Files.writeString(file, "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}");
    assertThatThrownBy(() -> KeySets.file(file, runtime.runtime()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it holds no usable key");
    assertThatThrownBy(() -> KeySets.file(directory.resolve("missing"), runtime.runtime()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be read");
    assertThat(runtime.events().of(KeySetEvent.class)).hasSize(1);
  }

  @Test
  void file_takenTwice_isOneSet() {
    assertThat(KeySets.file(file, runtime.runtime()))
        .isSameAs(KeySets.file(file, runtime.runtime()));
  }

  private static String newSecret() {
    return HexFormat.of().formatHex(TestKey.randomBytes(16)); // 32 characters
  }

  private static boolean verifies(KeySet keys, String secret) {
    byte[] content = "content".getBytes(UTF_8);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      VerificationKey key = ((Found) keys.find("any", JwsAlgorithm.HS256)).key();
      return key.verifies(JwsAlgorithm.HS256, content, 0, content.length, mac.doFinal(content));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void secrets_several_anyVerifies() {
    String one = newSecret();
    String two = newSecret();
    KeySet keys = KeySets.secrets(List.of(Secret.of(one), Secret.of(two)), runtime.runtime());

    assertThat(verifies(keys, one)).isTrue();
    assertThat(verifies(keys, two)).isTrue();
    assertThat(verifies(keys, newSecret())).isFalse();
    assertThat(keys.find(null, JwsAlgorithm.RS256)).isInstanceOf(NotFound.class);
  }

  @Test
  void secrets_fileChanged_newSecretCounts() throws IOException {
    String old = newSecret();
    String fresh = newSecret();
    Path secret = Files.writeString(directory.resolve("secret"), old + "\n");
    KeySet keys =
        KeySets.secrets(
            List.of(Secret.parse("file:secret", directory, Map.of())), runtime.runtime());
    assertThat(verifies(keys, old)).isTrue();

    Files.writeString(secret, fresh);

    await().until(() -> verifies(keys, fresh));
    assertThat(verifies(keys, old)).isFalse();
    int before = events().size();
    Files.writeString(secret, "short");
    await().until(() -> events().size() > before);
    assertThat(events().get(before).taken()).isFalse();
    assertThat(verifies(keys, fresh)).isTrue();
  }

  /** C04, C05. */
  @Test
  void secrets_tooShort_refusedWithoutShowingIt() throws IOException {
    String secret = newSecret().substring(1);
    Files.writeString(directory.resolve("secret"), secret + "\n");
    for (String writing : List.of(secret, "literal:" + secret, "file:secret", "env:S")) {
      Secret parsed = Secret.parse(writing, directory, Map.of("S", secret));
      assertThatThrownBy(() -> KeySets.secrets(List.of(parsed), runtime.runtime()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a secret of 31 bytes (expected: 32 or more)");
    }
  }

  /** C05. */
  @Test
  void toString_whatHoldsSecrets_showsNone() {
    String secret = newSecret();
    KeySet keys = KeySets.secrets(List.of(Secret.of(secret)), runtime.runtime());

    KeyLookup lookup = keys.find(null, JwsAlgorithm.HS256);

    assertThat(List.of(keys, lookup, ((Found) lookup).key()).toString())
        .doesNotContain(secret, secret.substring(0, 8));
    assertThat(lookup).asString().isEqualTo("Found[key=VerificationKey[null]]");
  }
}
