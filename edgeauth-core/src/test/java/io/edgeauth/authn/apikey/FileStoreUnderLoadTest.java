package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.EdgeAuth;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class FileStoreUnderLoadTest extends ChangesUnderLoadContract {

  @TempDir Path directory;

  @Override
  protected ApiKeyStoreSpec store() {
    return ApiKeyStore.file(directory.resolve("keys.json"));
  }

  @Override
  protected int changes() {
    return 800;
  }

  /** Polls may come late on a busy machine, but hardly five times in a row. */
  @Test
  @Timeout(120)
  void revoke_otherInstanceOfTheFile_refusesWithinASecond() throws Exception {
    Path file = directory.resolve("keys.json");
    Duration soonest = Duration.ofHours(1);
    try (EdgeAuth one = KeyWriter.edge(file, Duration.ofHours(1));
        EdgeAuth other = KeyWriter.edge(file, Duration.ofHours(1))) {
      for (int i = 0; i < 5; i++) {
        IssuedKey issued = one.apiKeys("partner").issue(ApiKeyRequest.owner("acme"));
        await().until(() -> KeyWriter.passes(other, issued.secret()));
        one.apiKeys("partner").revoke(issued.key().id());
        assertThat(KeyWriter.passes(one, issued.secret())).isFalse();
        long begin = System.nanoTime();
        await()
            .pollInterval(Duration.ofMillis(10))
            .until(() -> !KeyWriter.passes(other, issued.secret()));
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        soonest = took.compareTo(soonest) < 0 ? took : soonest;
      }
    }
    assertThat(soonest).isLessThan(Duration.ofSeconds(1));
  }
}
