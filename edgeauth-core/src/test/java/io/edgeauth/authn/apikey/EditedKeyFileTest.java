package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.edgeauth.fixtures.TestRuntime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A02, A13: somebody has edited the file of keys by hand. What is not understood is never passed
 * over: it may be what ends a key.
 */
final class EditedKeyFileTest {

  private static final Path FILE = Path.of("keys.json");
  private static final Instant END = TestRuntime.NOW.plusSeconds(60);

  private final KeyHash hash = TestKeys.hash();

  private String good() {
    ApiKey key =
        new ApiKey(
            "key_a",
            null,
            "acme",
            null,
            Set.of(),
            Set.of(),
            List.of("/orders/**"),
            List.of(),
            null,
            new ApiKey.Limit(1, Duration.ofMinutes(1)),
            TestRuntime.NOW,
            null,
            null,
            null);
    KeyTable table = KeyTable.empty();
    table.insert(
        new StoredKey(
            key,
            List.of(new StoredKey.Secret(TestKeys.hash(), null), new StoredKey.Secret(hash, END))));
    return new String(KeyFile.write(table), StandardCharsets.UTF_8);
  }

  private static KeyTable read(String content) throws Exception {
    return KeyFile.read(content.getBytes(StandardCharsets.UTF_8), FILE);
  }

  @Test
  void file_asItWasWritten_read() throws Exception {
    StoredKey key = read(good()).find(List.of(hash));
    assertThat(key).isNotNull();
    assertThat(key.secret(List.of(hash))).isEqualTo(new StoredKey.Secret(hash, END));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"until\"', '\"untill\"', unknown member",
    "'\"permits\":1', '\"permits\":0', not at least 1",
    "'\"permits\":1', '\"permits\":-1', not at least 1",
    "'PT1M', 'PT0S', not at least 1",
    "'PT1M', 'PT-1M', not at least 1",
    "'\"permits\":1,', '', permits",
    "'/orders/**', 'orders', slash",
    "'key_a', '', without id",
    "'acme', '', without owner"
  })
  void file_oneThingSpoiled_refusedWhole(String right, String wrong, String told) {
    assertThat(good()).contains(right);
    assertThatIOException()
        .isThrownBy(() -> read(good().replace(right, wrong)))
        .withMessageContaining(told);
  }

  @Test
  void uses_negativeCount_refused() throws Exception {
    byte[] good = UsageFile.write(Map.of("key_a", new ApiKeyUsage(7, null, null)));
    assertThat(UsageFile.read(good, FILE).get("key_a").count()).isEqualTo(7);
    String text = new String(good, StandardCharsets.UTF_8);
    byte[] spoiled = text.replace("7", "-7").getBytes(StandardCharsets.UTF_8);
    assertThatIOException()
        .isThrownBy(() -> UsageFile.read(spoiled, FILE))
        .withMessageContaining("negative");
  }
}
