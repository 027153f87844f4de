package io.edgeauth.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a file has changed, by asking for its identity, size and time once a second.
 *
 * <p>Asking finds every way in which files are replaced in practice (written in place, renamed
 * over, a symbolic link switched as Kubernetes does), on every file system; notifications of the
 * operating system miss some of them. A file counts as changed once it looks the same twice, a
 * tenth of a second apart, so that one that is being written in place is not read half.
 */
public final class FileWatcher {

  private static final Logger log = LoggerFactory.getLogger(FileWatcher.class);
  private static final long INTERVAL_MILLIS = 1_000;
  private static final long SETTLING_MILLIS = 100;

  /** One that never looks the same twice is read all the same. */
  private static final int MAX_UNSETTLED = 5;

  private final ScheduledExecutorService timer;
  private final ExecutorService workers;

  FileWatcher(ScheduledExecutorService timer, ExecutorService workers) {
    this.timer = timer;
    this.workers = workers;
  }

  /** Ends one watch. */
  @FunctionalInterface
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Watches a file, which need not be there. Take the watch before reading the file, so that no
   * change falls between.
   *
   * @param file the file
   * @param changed is called on a worker thread within two seconds of a change, never twice at once
   * @return the watch; close it
   */
  public Watch watch(Path file, Runnable changed) {
    Poll poll = new Poll(file, changed);
    ScheduledFuture<?> polls =
        timer.scheduleWithFixedDelay(
            poll::submit, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    return () -> {
      poll.closed = true;
      polls.cancel(false);
    };
  }

  private record Stamp(@Nullable Object key, long size, long modified) {

    static @Nullable Stamp of(Path file) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(
            attributes.fileKey(), attributes.size(), attributes.lastModifiedTime().toMillis());
      } catch (IOException e) {
        return null;
      }
    }
  }

  private final class Poll {

    private final Path file;
    private final Runnable changed;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile @Nullable Stamp last;
    private volatile @Nullable Stamp settling;
    private volatile boolean closed;
    private int unsettled; // of the one thread that is busy

    Poll(Path file, Runnable changed) {
      this.file = file;
      this.changed = changed;
      this.last = Stamp.of(file);
      this.settling = last;
    }

    /**
     * On the timer's thread; a network file system may block, so the asking itself is a worker's.
     */
    void submit() {
      if (!busy.compareAndSet(false, true)) {
        return;
      }
      try {
        workers.execute(this::run);
      } catch (RejectedExecutionException | OutOfMemoryError e) {
        busy.set(false); // no thread is to be had now; the watch must outlive that
      }
    }

    private void run() {
      try {
        Stamp now = Stamp.of(file);
        if (closed) {
          return;
        }
        if (!Objects.equals(now, settling) && unsettled < MAX_UNSETTLED) {
          settling = now;
          unsettled++;
          lookAgainSoon();
          return;
        }
        unsettled = 0;
        if (!Objects.equals(now, last)) {
          changed.run();
          last = now; // what failed is tried again
        }
      } catch (RuntimeException | Error e) {
        log.warn("{} has changed, and taking it failed", file, e);
      } finally {
        busy.set(false);
      }
    }

    /** Where that cannot be, the next interval comes all the same. */
    private void lookAgainSoon() {
      try {
        var unused = timer.schedule(this::submit, SETTLING_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        log.debug("{} is no longer watched", file);
      }
    }
  }
}
