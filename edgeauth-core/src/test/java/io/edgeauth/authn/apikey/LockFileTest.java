package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.TestRuntime;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A12, A13: what becomes of the lock while it is waited for or held brings no key back. */
@Timeout(60)
final class LockFileTest {

  @TempDir Path directory;
  private final TestRuntime runtime = TestRuntime.start();
  private Path file;
  private Path lock;
  private FileStore store;

  @BeforeEach
  void open() throws Exception {
    file = directory.resolve("keys.json");
    lock = directory.resolve("keys.json.lock");
    store = new FileStore(file, runtime.runtime());
    store.insert(TestKeys.key("key_a"));
    store.insert(TestKeys.key("key_b"));
  }

  @AfterEach
  void close() {
    store.close();
    runtime.close();
  }

  private StoredKey onDisk(String id) throws Exception {
    return KeyFile.read(Files.readAllBytes(file), file).get(id);
  }

  private FileChannel locked() throws Exception {
    FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    assertThat(channel.tryLock()).isNotNull();
    return channel;
  }

  /** The other store is another process that found no lock: in this one it would wait. */
  @Test
  @DisplayName("A12: a key that was revoked while the lock was gone stays revoked")
  void change_lockRemovedAndKeyRevokedMeanwhile_notUndone() throws Exception {
    try (FileStore other = new FileStore(file, runtime.runtime())) {
      assertThatExceptionOfType(ApiKeyStoreException.class)
          .isThrownBy(
              () ->
                  store.change(
                      "key_a",
                      present -> {
                        revokeWithoutLock(other);
                        return present;
                      }))
          .withMessageContaining("replaced by somebody else meanwhile");
    }
    assertThat(onDisk("key_b").key().revokedAt()).isEqualTo(TestRuntime.NOW);
    store.change("key_a", present -> present.revoked(TestRuntime.NOW));
    assertThat(store.get("key_b").key().revokedAt()).isEqualTo(TestRuntime.NOW);
    assertThat(onDisk("key_a").key().revokedAt()).isEqualTo(TestRuntime.NOW);
    assertThat(directory.resolve("keys.json.new")).doesNotExist();
  }

  private void revokeWithoutLock(FileStore other) {
    try {
      Files.delete(lock);
      other.change("key_b", present -> present.revoked(TestRuntime.NOW));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("A12: who waited for a lock that was removed waits for the one that is there")
  void alone_lockReplacedWhileWaiting_waitsForTheNewOne() throws Exception {
    AtomicBoolean worked = new AtomicBoolean();
    Thread waiting =
        new Thread(
            () -> {
              try {
                new LockFile(lock, file).alone(() -> worked.set(true));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    FileChannel old = locked();
    waiting.start();
    await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    Files.delete(lock);
    try (FileChannel present = locked()) {
      assertThat(present.isOpen()).isTrue();
      old.close();
      await().during(Duration.ofMillis(500)).until(() -> !worked.get());
      assertThat(present.isOpen()).isTrue();
    }
    waiting.join();
    assertThat(worked).isTrue();
  }

  /** A reader of it could hold a shared lock for ever, and nobody could revoke a key. */
  @Test
  @DisplayName("A13: nobody else can open the lock, and so keep the keys from being changed")
  void lock_madeBeforeTheFile_ownersAlone() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    Files.delete(lock);
    store.insert(TestKeys.key("key_c"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)))
        .isEqualTo("rw-rw----");
  }
}
