package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.edgeauth.event.FileEvent;
import io.edgeauth.fixtures.TestRuntime;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileStoreTest extends ApiKeyStoreContract {

  @TempDir Path directory;
  private final TestRuntime runtime = TestRuntime.start();
  private final List<ApiKeyStore> others = new ArrayList<>();

  private Path file() {
    return directory.resolve("keys.json");
  }

  @Override
  protected ApiKeyStore open() {
    return new FileStore(file(), runtime.runtime());
  }

  @Override
  protected ApiKeyStore again(ApiKeyStore opened) {
    ApiKeyStore other = open();
    others.add(other);
    return other;
  }

  @AfterEach
  void close() {
    others.forEach(ApiKeyStore::close);
    runtime.close();
  }

  private static StoredKey key(String id) {
    byte[] bytes = new byte[32];
    new java.util.Random(id.hashCode()).nextBytes(bytes);
    ApiKey key =
        new ApiKey(
            id, null, "acme", null, Set.of(), Set.of(), List.of(), List.of(), null, null, NOW, null,
            null, null);
    return new StoredKey(
        key, List.of(new StoredKey.Secret(new KeyHash(KeyHash.Algorithm.SHA_256, bytes), null)));
  }

  @Test
  void change_byAnotherStore_seen() throws Exception {
    try (ApiKeyStore mine = open();
        ApiKeyStore theirs = open()) {
      mine.insert(key("key_a"));
      await().until(() -> theirs.get("key_a") != null);
      theirs.change("key_a", present -> present.revoked(NOW));
      theirs.insert(key("key_b"));
      await().until(() -> mine.get("key_b") != null);
      StoredKey seen = mine.get("key_a");
      assertThat(seen).isEqualTo(key("key_a").revoked(NOW));
    }
  }

  /** A13: what is no file of keys leaves the last good keys, and is not overwritten. */
  @Test
  void file_brokenInPlace_lastGoodKeysStay() throws Exception {
    try (ApiKeyStore store = open()) {
      store.insert(key("key_a"));
      byte[] good = Files.readAllBytes(file());
      for (byte[] bad :
          List.of(
              new byte[0],
              java.util.Arrays.copyOf(good, good.length / 2),
              "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8),
              "{\"version\":1,\"keys\":[{\"id\":\"x\"}]}"
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
        int told = runtime.events().of(FileEvent.class).size();
        Files.write(file(), bad);
        await().until(() -> runtime.events().of(FileEvent.class).size() > told);
        assertThat(runtime.events().of(FileEvent.class).get(told).taken()).isFalse();
        assertThat(store.get("key_a")).isEqualTo(key("key_a"));
        assertThatExceptionOfType(ApiKeyStoreException.class)
            .isThrownBy(() -> store.insert(key("key_b")));
        assertThat(Files.readAllBytes(file())).isEqualTo(bad);
      }
      Files.write(file(), good);
      await().until(() -> runtime.events().of(FileEvent.class).stream().anyMatch(FileEvent::taken));
      store.insert(key("key_b"));
      assertThat(store.get("key_b")).isEqualTo(key("key_b"));
    }
  }

  @Test
  void file_removed_lastGoodKeysStay() throws Exception {
    try (ApiKeyStore store = open()) {
      store.insert(key("key_a"));
      Files.delete(file());
      await().until(() -> !runtime.events().of(FileEvent.class).isEmpty());
      assertThat(store.get("key_a")).isEqualTo(key("key_a"));
      assertThatExceptionOfType(ApiKeyStoreException.class)
          .isThrownBy(() -> store.insert(key("key_b")))
          .withMessageContaining("gone");
    }
  }

  @Test
  void open_noFileOfKeys_refused() throws Exception {
    Files.writeString(file(), "[]");
    assertThatIllegalArgumentException()
        .isThrownBy(this::open)
        .withMessageContaining("keys.json")
        .withMessageContaining("expected: a file that EdgeAuth wrote, or none");
    assertThat(Files.readString(file())).isEqualTo("[]");
  }

  /** A file of keys is its owner's alone, and stays as an operator has set it. */
  @Test
  void write_permissions_ownersAloneThenKept() throws Exception {
    try (ApiKeyStore store = open()) {
      store.insert(key("key_a"));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
          .isEqualTo("rw-------");
      Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
      store.insert(key("key_b"));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
          .isEqualTo("rw-r-----");
    }
  }

  /**
   * Two seconds for a hundred thousand keys, of the thread's own time: what others do on the
   * machine is not in it. The first time is in a JVM that has read no such file.
   */
  @Test
  void file_100_000keys_loadAndTakeNoMore() throws Exception {
    KeyTable table = KeyTable.empty();
    for (int i = 0; i < KeyFile.MAX_KEYS; i++) {
      table.insert(key(String.format("key_%024x", i)));
    }
    Files.write(file(), KeyFile.write(table));
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      long begin = cpuNanos();
      open().close();
      times.add(Duration.ofNanos(cpuNanos() - begin));
    }
    System.out.println("100 000 keys, loaded in " + times);
    times.remove(0);
    times.sort(null);
    assertThat(times.get(1)).isLessThan(Duration.ofSeconds(2));
    try (ApiKeyStore store = open()) {
      String first = "key_" + "0".repeat(24);
      assertThat(store.get(first)).isEqualTo(key(first));
      assertThatExceptionOfType(ApiKeyStoreException.class)
          .isThrownBy(() -> store.insert(key("key_more")))
          .withMessageContaining("expected: store: jdbc");
      for (int i = 0; i < 3; i++) {
        long begin = cpuNanos();
        store.change(first, present -> present.revoked(NOW));
        System.out.println("one change among them in " + Duration.ofNanos(cpuNanos() - begin));
      }
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
