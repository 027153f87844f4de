package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgeauth.authn.apikey.WholeFile.Stamp;
import io.edgeauth.fixtures.TestRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class WholeFileTest {

  @TempDir Path directory;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private WholeFile file() {
    return new WholeFile(directory.resolve("file"));
  }

  /** A file's number is used again as soon as it is removed, and clocks tick slower than this. */
  @Test
  void replace_withoutPause_noStampTwice() throws Exception {
    WholeFile file = file();
    Set<Stamp> stamps = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Stamp stamp = file.replace(bytes("same"), file.stamp());
      assertThat(stamp).isEqualTo(file.stamp());
      assertThat(stamps.add(stamp)).as("stamp %d", i).isTrue();
    }
  }

  /** Where a clock was set back, too. */
  @Test
  void replace_fileOfTheFuture_laterThanThat() throws Exception {
    WholeFile file = file();
    file.replace(bytes("a"), file.stamp());
    Instant future = Instant.now().plusSeconds(3600);
    Files.setLastModifiedTime(file.path(), FileTime.from(future));
    long before = file.stamp().modified();
    assertThat(file.replace(bytes("b"), file.stamp()).modified()).isGreaterThan(before);
  }

  @Test
  void replace_behindALink_linkStays() throws Exception {
    Path target = Files.createDirectory(directory.resolve("there")).resolve("target");
    Files.write(target, bytes("a"));
    WholeFile file = new WholeFile(Files.createSymbolicLink(directory.resolve("file"), target));
    file.alone(() -> file.replace(bytes("b"), file.stamp()));
    assertThat(file.path()).isSymbolicLink();
    assertThat(Files.readString(target)).isEqualTo("b");
    assertThat(directory.resolve("there/target.lock")).exists();
    assertThat(file.beside(".usage").path()).isEqualTo(target.resolveSibling("target.usage"));
  }

  /**
   * Who comes by a link and who does not change one file, and neither undoes the other's change.
   */
  @Test
  void alone_linkAndTarget_oneLock() throws Exception {
    Path target = directory.resolve("target");
    Files.write(target, bytes("{\"version\":1,\"keys\":[]}"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (TestRuntime runtime = TestRuntime.start();
        ApiKeyStore one = new FileStore(link, runtime.runtime());
        ApiKeyStore other = new FileStore(target, runtime.runtime())) {
      List<Future<?>> all = new ArrayList<>();
      for (ApiKeyStore store : List.of(one, other)) {
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    store.insert(TestKeys.key("key_" + (store == one) + i));
                  }
                  return null;
                }));
      }
      for (Future<?> future : all) {
        future.get();
      }
      assertThat(KeyFile.read(Files.readAllBytes(target), target).size()).isEqualTo(200);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Others wait for what it writes. */
  @Test
  void replace_interruptedThread_doneAndStillInterrupted() throws Exception {
    WholeFile file = file();
    AtomicBoolean interrupted = new AtomicBoolean();
    List<IOException> faults = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              try {
                file.alone(
                    () -> {
                      Thread.currentThread().interrupt();
                      file.replace(bytes("done"), file.stamp());
                    });
              } catch (IOException e) {
                faults.add(e);
              }
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    thread.start();
    thread.join();
    assertThat(faults).isEmpty();
    assertThat(Files.readString(file.path())).isEqualTo("done");
    assertThat(interrupted).isTrue();
  }

  /** An administrator's command makes it, and the gateway must be able to use it. */
  @Test
  void alone_lockMadeByAnother_ofTheFilesOwner() throws Exception {
    WholeFile file = file();
    file.replace(bytes("a"), file.stamp());
    assumeTrue(gaveAway(file.path(), 54_321), "only root gives files away");
    file.alone(() -> file.replace(bytes("b"), file.stamp()));
    assertThat(Files.getAttribute(directory.resolve("file.lock"), "unix:uid")).isEqualTo(54_321);
    assertThat(Files.getAttribute(file.path(), "unix:uid")).isEqualTo(54_321);
  }

  private static boolean gaveAway(Path file, int uid) {
    try {
      Files.setAttribute(file, "unix:uid", uid);
      return true;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
