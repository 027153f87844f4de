package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.edgeauth.event.FileEvent;
import io.edgeauth.fixtures.TestRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A13: whatever becomes of the file, the last good keys stay in use, it is told once, and nothing
 * that somebody may still want is overwritten. A start with it is refused.
 */
@Timeout(120)
final class FileStoreBrokenTest {

  @TempDir Path directory;
  private final TestRuntime runtime = TestRuntime.start();
  private final StoredKey key = TestKeys.key("key_a");
  private Path file;
  private FileStore store;

  @BeforeEach
  void open() throws Exception {
    file = directory.resolve("keys.json");
    store = new FileStore(file, runtime.runtime());
    store.insert(key);
  }

  @AfterEach
  void close() {
    store.close();
    runtime.close();
  }

  private List<FileEvent> told() {
    return runtime.events().of(FileEvent.class);
  }

  private void requireRefusedStart() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FileStore(file, runtime.runtime()))
        .withMessageContaining("expected: a file that EdgeAuth wrote, or none");
  }

  private void requireLastGoodAlone() throws Exception {
    assertThat(store.find(List.of(key.secrets().get(0).hash()))).isEqualTo(key);
    assertThatExceptionOfType(ApiKeyStoreException.class)
        .isThrownBy(() -> store.insert(TestKeys.key("key_b")))
        .withMessageStartingWith("not written: ");
    assertThat(store.list(null, 10)).containsExactly(key);
  }

  /** Once, however often it is looked at. */
  private void awaitToldOnce(boolean taken) {
    int before = told().size();
    await().until(() -> told().size() > before);
    await().during(Duration.ofSeconds(1)).until(() -> told().size() == before + 1);
    assertThat(told().get(before).taken()).isEqualTo(taken);
  }

  @Test
  void file_cutAtAnyByte_refusedAndLeftAsItIs() throws Exception {
    byte[] good = Files.readAllBytes(file);
    assertThat(good[good.length - 1]).isEqualTo((byte) '\n'); // without it nothing is missing
    for (int length = 0; length < good.length - 1; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      Files.write(file, cut);
      requireRefusedStart();
      requireLastGoodAlone();
      assertThat(Files.readAllBytes(file)).isEqualTo(cut);
    }
    Files.write(file, good);
    store.insert(TestKeys.key("key_b"));
    assertThat(store.get("key_b")).isNotNull();
  }

  @Test
  void file_becomesFolder_lastGoodUntilItIsBack() throws Exception {
    Path away = Files.move(file, directory.resolve("away"));
    Files.createDirectory(file);
    awaitToldOnce(false);
    requireRefusedStart();
    requireLastGoodAlone();
    Files.delete(file);
    awaitToldOnce(false); // now it is gone
    requireLastGoodAlone();
    Files.move(away, file);
    awaitToldOnce(true);
    store.insert(TestKeys.key("key_b"));
  }

  /** Reading it would never end. */
  @Test
  void file_becomesDevice_lastGood() throws Exception {
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("/dev/zero"));
    awaitToldOnce(false);
    assertThat(told().get(0).detail()).contains("no regular file");
    requireRefusedStart();
    requireLastGoodAlone();
  }

  @Test
  void file_becomesLinkToNothing_lastGoodAndNothingMadeThere() throws Exception {
    Files.delete(file);
    Path nothing = directory.resolve("nothing");
    Files.createSymbolicLink(file, nothing);
    awaitToldOnce(false);
    requireRefusedStart();
    requireLastGoodAlone();
    assertThat(nothing).doesNotExist();
  }

  /** As volumes of a cluster are changed: the link is what is replaced. */
  @Test
  void link_pointsElsewhere_thatIsReadAndWritten() throws Exception {
    Path other = directory.resolve("other.json");
    try (ApiKeyStore theirs = new FileStore(other, runtime.runtime())) {
      theirs.insert(TestKeys.key("key_other"));
      Path link = Files.createSymbolicLink(directory.resolve("link"), other);
      Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
      awaitToldOnce(true);
      assertThat(store.get("key_a")).isNull();
      assertThat(store.get("key_other")).isNotNull();
      store.insert(TestKeys.key("key_b"));
      assertThat(file).isSymbolicLink();
      theirs.insert(TestKeys.key("key_c"));
      assertThat(theirs.list(null, 10))
          .extracting(stored -> stored.key().id())
          .containsExactly("key_b", "key_c", "key_other");
    }
  }

  /** Rights do not show in when a file was written: what could not be read is tried again. */
  @Test
  void file_unreadableForAWhile_takenWhenItCanBeRead() throws Exception {
    try (ApiKeyStore theirs = new FileStore(file, runtime.runtime())) {
      theirs.insert(TestKeys.key("key_b"));
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "root reads everything");
    awaitToldOnce(false);
    requireRefusedStart();
    requireLastGoodAlone();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    awaitToldOnce(true);
    assertThat(store.get("key_b")).isNotNull();
  }

  /** A restore is an operator's decision: what was revoked since is good again. */
  @Test
  void file_replacedByAnOlderOne_counts() throws Exception {
    Path backup = Files.copy(file, directory.resolve("backup"));
    store.change("key_a", present -> present.revoked(TestRuntime.NOW));
    store.insert(TestKeys.key("key_b"));
    Files.move(backup, file, StandardCopyOption.ATOMIC_MOVE);
    awaitToldOnce(true);
    assertThat(store.list(null, 10)).containsExactly(key);
  }

  /** D08: a change that finds no room for its file throws, and the next one that does works. */
  @Test
  void insert_cannotWrite_throwsAndWorksLater() throws Exception {
    byte[] good = Files.readAllBytes(file);
    Path obstacle = Files.createDirectory(directory.resolve("keys.json.new"));
    Files.createFile(obstacle.resolve("x"));
    requireLastGoodAlone();
    assertThat(Files.readAllBytes(file)).isEqualTo(good);
    Files.delete(obstacle.resolve("x"));
    store.insert(TestKeys.key("key_b"));
    assertThat(store.get("key_b")).isNotNull();
  }

  @Test
  void insert_readOnlyFolder_throwsAndWorksLater() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeFalse(Files.isWritable(directory), "root writes everywhere");
      requireLastGoodAlone();
    } finally {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    store.insert(TestKeys.key("key_b"));
    assertThat(store.get("key_b")).isNotNull();
  }

  /** Who can not count can still be managed; and what was counted waits for the file. */
  @Test
  void usesFile_broken_keysAreFoundAndNothingIsLost() throws Exception {
    Path uses = directory.resolve("keys.json.usage");
    ApiKeyUsage three = new ApiKeyUsage(3, TestRuntime.NOW, "192.0.2.1");
    store.addUsage(Map.of("key_a", three));
    byte[] good = Files.readAllBytes(uses);
    for (int length = 0; length < good.length - 1; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      Files.write(uses, cut);
      assertThat(store.usage(List.of("key_a"))).containsEntry("key_a", three);
      assertThatExceptionOfType(ApiKeyStoreException.class)
          .isThrownBy(() -> store.addUsage(Map.of("key_a", three)));
      assertThat(Files.readAllBytes(uses)).isEqualTo(cut);
    }
    assertThat(told()).isNotEmpty().noneMatch(FileEvent::taken);
    assertThat(store.get("key_a")).isEqualTo(key);
    store.insert(TestKeys.key("key_b"));
    Files.write(uses, good);
    store.addUsage(Map.of("key_a", three));
    assertThat(store.usage(List.of("key_a")).get("key_a").count()).isEqualTo(6);
    assertThat(told().get(told().size() - 1).taken()).isTrue();
  }

  /** What is read while others replace the file is always whole, and at the end the newest. */
  @Test
  void file_replacedWithoutPause_readersSeeItWhole() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger missed = new AtomicInteger();
    Thread reader =
        new Thread(
            () -> {
              while (!done.get()) {
                asked.incrementAndGet();
                missed.addAndGet(store.find(List.of(key.secrets().get(0).hash())) == null ? 1 : 0);
              }
            });
    reader.start();
    try (ApiKeyStore theirs = new FileStore(file, runtime.runtime())) {
      for (int i = 0; i < 300; i++) {
        theirs.insert(TestKeys.key("key_b" + i));
        if (i % 7 == 0) {
          store.insert(TestKeys.key("key_c" + i));
        }
      }
      await().until(() -> theirs.list(null, 1000).equals(store.list(null, 1000)));
      assertThat(store.list(null, 1000)).hasSize(1 + 300 + 43);
    } finally {
      done.set(true);
      reader.join();
    }
    assertThat(asked).hasValueGreaterThan(1000);
    assertThat(missed).hasValue(0);
    assertThat(told()).allMatch(FileEvent::taken);
  }
}
