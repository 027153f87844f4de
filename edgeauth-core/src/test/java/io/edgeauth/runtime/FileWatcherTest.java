package io.edgeauth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.runtime.FileWatcher.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class FileWatcherTest {

  /** Two seconds are promised; the third is for a machine with other things to do. */
  private static final Duration PROMISED = Duration.ofSeconds(3);

  @TempDir private Path directory;
  private TestRuntime runtime;
  private FileWatcher files;

  @BeforeEach
  void start() {
    runtime = TestRuntime.start();
    files = runtime.runtime().files();
  }

  @AfterEach
  void end() {
    runtime.close();
  }

  @Test
  void watch_eachKindOfChange_toldWithinTwoSeconds() throws IOException {
    Path file = directory.resolve("f");
    AtomicInteger changes = new AtomicInteger();
    files.watch(file, changes::incrementAndGet);

    Files.writeString(file, "there");
    await().atMost(PROMISED).until(() -> changes.get() == 1);
    Files.writeString(file, "longer than before");
    await().atMost(PROMISED).until(() -> changes.get() == 2);
    Files.delete(file);
    await().atMost(PROMISED).until(() -> changes.get() == 3);
    Files.createDirectory(file);
    await().atMost(PROMISED).until(() -> changes.get() == 4);
  }

  @Test
  void watch_handlerThatThrows_isToldOfTheNextChange() throws IOException {
    Path file = Files.writeString(directory.resolve("f"), "1");
    AtomicInteger changes = new AtomicInteger();
    files.watch(
        file,
        () -> {
          changes.incrementAndGet();
          throw new IllegalStateException("on purpose");
        });

    Files.writeString(file, "22");
    await().until(() -> changes.get() == 1);
    Files.writeString(file, "333");
    await().until(() -> changes.get() == 2);
  }

  @Test
  void watch_slowHandler_neverTwiceAtOnce() throws Exception {
    Path slow = Files.writeString(directory.resolve("slow"), "1");
    Path other = Files.writeString(directory.resolve("other"), "1");
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger started = new AtomicInteger();
    AtomicInteger others = new AtomicInteger();
    files.watch(
        slow,
        () -> {
          started.incrementAndGet();
          try {
            assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    files.watch(other, others::incrementAndGet);

    Files.writeString(slow, "22");
    await().until(() -> started.get() == 1);
    Files.writeString(slow, "333");
    for (int i = 1; i <= 2; i++) { // two rounds of the watcher have passed
      int round = i;
      Files.writeString(other, "x".repeat(10 + i));
      await().until(() -> others.get() == round);
    }
    assertThat(started.get()).isEqualTo(1);
    release.countDown();
    await().until(() -> started.get() == 2);
  }

  @Test
  void close_watch_tellsNoMore() throws IOException {
    Path file = Files.writeString(directory.resolve("f"), "1");
    AtomicInteger ended = new AtomicInteger();
    AtomicInteger other = new AtomicInteger();
    Watch watch = files.watch(file, ended::incrementAndGet);
    watch.close();
    files.watch(file, other::incrementAndGet);

    Files.writeString(file, "22");

    await().until(() -> other.get() == 1);
    assertThat(ended.get()).isZero();
  }
}
