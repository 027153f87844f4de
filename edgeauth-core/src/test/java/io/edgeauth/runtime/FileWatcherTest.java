package io.edgeauth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.runtime.FileWatcher.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
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

  /** C07: what somebody is still writing is not read half. */
  @Test
  void watch_fileWrittenInPieces_toldWhenItIsWhole() throws Exception {
    Path file = Files.writeString(directory.resolve("f"), "1");
    List<String> read = new CopyOnWriteArrayList<>();
    files.watch(file, () -> read.add(contentOf(file)));
    ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    try {
      for (int round = 1; round <= 3; round++) {
        int expected = round;
        AtomicInteger pieces = new AtomicInteger();
        Files.writeString(file, "");
        var writing =
            writer.scheduleAtFixedRate(
                () -> {
                  if (pieces.incrementAndGet() <= 20) {
                    append(file, "piece ");
                  }
                },
                10,
                10,
                TimeUnit.MILLISECONDS);
        await().until(() -> read.size() == expected);
        writing.cancel(false);
        assertThat(read.get(expected - 1)).isEqualTo("piece ".repeat(20));
      }
    } finally {
      writer.shutdownNow();
    }
  }

  /** One that is replaced all the time is read in time, too. */
  @Test
  void watch_fileThatNeverSettles_toldAllTheSame() throws Exception {
    Path file = Files.writeString(directory.resolve("f"), "1");
    CountDownLatch told = new CountDownLatch(2);
    files.watch(file, told::countDown);
    ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    try {
      var unused =
          writer.scheduleAtFixedRate(() -> append(file, "x"), 10, 10, TimeUnit.MILLISECONDS);
      assertThat(told.await(8, TimeUnit.SECONDS)).isTrue();
    } finally {
      writer.shutdownNow();
    }
  }

  private static String contentOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void append(Path file, String piece) {
    try {
      Files.writeString(file, piece, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
