package io.edgeauth.authn.apikey;

import io.edgeauth.authn.apikey.WholeFile.Stamp;
import io.edgeauth.event.FileEvent;
import io.edgeauth.runtime.EdgeRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps keys in a file, and all of them in memory.
 *
 * <p>A change reads the file again if another process has replaced it, writes it whole, and counts
 * when it is on disk. Changes that come while one is being written are written together by the
 * next, so that many at once cost few writes. A file that breaks in place leaves the last good keys
 * in use, and is never overwritten by them.
 */
final class FileStore implements ApiKeyStore {

  private static final long POLL_MILLIS = 400;

  /** What was read, and of which content. */
  private record Known(KeyTable table, @Nullable Stamp stamp) {}

  /** A change that waits to be written, and what became of it. */
  private static final class Change {
    private final Function<KeyTable, @Nullable StoredKey> edit;
    private @Nullable StoredKey result;
    private @Nullable Exception fault;
    private boolean done;

    Change(Function<KeyTable, @Nullable StoredKey> edit) {
      this.edit = edit;
    }
  }

  private final WholeFile keys;
  private final UsageSidecar uses;
  private final EdgeRuntime runtime;
  private final ReentrantLock writing = new ReentrantLock();
  private final Queue<Change> waiting = new ArrayDeque<>();
  private final AtomicBoolean polling = new AtomicBoolean();
  private final ScheduledFuture<?> polls;
  private volatile Known known;
  private volatile @Nullable Stamp broken;

  /**
   * Opens a store.
   *
   * @throws IllegalArgumentException if the file is there and cannot be read; the message says why
   */
  FileStore(Path file, EdgeRuntime runtime) {
    this.keys = new WholeFile(file);
    this.uses = new UsageSidecar(file);
    this.runtime = runtime;
    try {
      this.known = readKeys();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "store.file: " + e.getMessage() + " (expected: a file that EdgeAuth wrote, or none)", e);
    }
    runtime.exposedFiles().lookAt(file);
    this.polls =
        runtime
            .timer()
            .scheduleWithFixedDelay(
                this::pollLater, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** A file that is not there holds no keys, unless there was one. */
  private Known readKeys() throws IOException {
    Stamp stamp = keys.stamp();
    return stamp == null
        ? new Known(KeyTable.empty(), null)
        : new Known(KeyFile.read(keys.read(), keys.path()), stamp);
  }

  @Override
  public boolean isInMemory() {
    return true;
  }

  @Override
  public @Nullable StoredKey find(List<KeyHash> hashes) {
    return known.table().find(hashes);
  }

  @Override
  public @Nullable StoredKey get(String id) {
    return known.table().get(id);
  }

  @Override
  public List<StoredKey> list(@Nullable String after, int limit) {
    return known.table().list(after, limit);
  }

  @Override
  public void insert(StoredKey key) throws ApiKeyStoreException {
    var unused =
        write(
            table -> {
              if (table.size() >= KeyFile.MAX_KEYS) {
                throw new Full(KeyFile.full(keys.path()));
              }
              table.insert(key);
              return key;
            });
  }

  private static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Full(String message) {
      super(message);
    }
  }

  @Override
  public @Nullable StoredKey change(String id, UnaryOperator<StoredKey> change)
      throws ApiKeyStoreException {
    return write(table -> table.change(id, change));
  }

  private @Nullable StoredKey write(Function<KeyTable, @Nullable StoredKey> edit)
      throws ApiKeyStoreException {
    Change mine = new Change(edit);
    synchronized (waiting) {
      waiting.add(mine);
    }
    writing.lock();
    try {
      if (!mine.done) {
        writeAllThatWait();
      }
    } finally {
      writing.unlock();
    }
    if (mine.fault instanceof Full full) {
      throw new ApiKeyStoreException(String.valueOf(full.getMessage()));
    }
    if (mine.fault instanceof RuntimeException fault) {
      throw fault;
    }
    if (mine.fault != null) {
      throw new ApiKeyStoreException(
          "not written: " + mine.fault.getMessage(), Objects.requireNonNull(mine.fault));
    }
    return mine.result;
  }

  private void writeAllThatWait() {
    List<Change> together;
    synchronized (waiting) {
      together = new ArrayList<>(waiting);
      waiting.clear();
    }
    try {
      keys.alone(() -> writeAlone(together));
    } catch (IOException | RuntimeException e) {
      together.forEach(change -> change.fault = change.fault == null ? e : change.fault);
    } finally {
      together.forEach(change -> change.done = true);
    }
  }

  private void writeAlone(List<Change> together) throws IOException {
    refresh();
    KeyTable next = known.table().copy();
    boolean changed = false;
    for (Change change : together) {
      changed |= apply(change, next);
    }
    if (changed) {
      keys.replace(KeyFile.write(next));
      known = new Known(next, keys.stamp());
    }
  }

  private static boolean apply(Change change, KeyTable next) {
    try {
      change.result = change.edit.apply(next);
      return change.result != null;
    } catch (RuntimeException e) {
      change.fault = e;
      return false;
    }
  }

  /** Takes what another process wrote. */
  private void refresh() throws IOException {
    Stamp stamp = keys.stamp();
    if (Objects.equals(stamp, known.stamp())) {
      return;
    }
    if (stamp == null) {
      throw new IOException(keys.path() + ": the file is gone; the last keys stay in use");
    }
    known = readKeys();
  }

  private void pollLater() {
    if (!polling.compareAndSet(false, true)) {
      return;
    }
    try {
      runtime.workers().execute(this::poll);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      polling.set(false);
    }
  }

  private void poll() {
    try {
      if (writing.tryLock()) {
        try {
          pollAlone();
        } finally {
          writing.unlock();
        }
      }
    } finally {
      polling.set(false);
    }
  }

  private void pollAlone() {
    Stamp stamp = null;
    try {
      stamp = keys.stamp();
      if (Objects.equals(stamp, known.stamp()) || (stamp != null && stamp.equals(broken))) {
        return;
      }
      refresh();
      broken = null;
      tell(true, "");
    } catch (IOException e) {
      if (broken == null || !broken.equals(stamp)) {
        tell(false, String.valueOf(e.getMessage()));
      }
      broken = stamp == null ? new Stamp(null, -1, -1) : stamp;
    }
  }

  private void tell(boolean taken, String detail) {
    runtime
        .events()
        .publish(new FileEvent(runtime.clock().instant(), keys.path().toString(), taken, detail));
  }

  @Override
  public void addUsage(Map<String, ApiKeyUsage> used) throws ApiKeyStoreException {
    try {
      uses.add(used, id -> known.table().holds(id));
    } catch (IOException e) {
      throw new ApiKeyStoreException("uses not written: " + e.getMessage(), e);
    }
  }

  @Override
  public Map<String, ApiKeyUsage> usage(Collection<String> ids) throws ApiKeyStoreException {
    try {
      return uses.find(ids);
    } catch (IOException e) {
      throw new ApiKeyStoreException("uses not read: " + e.getMessage(), e);
    }
  }

  /** All keys are in memory, and are never remembered elsewhere. */
  @Override
  public void listen(ChangeListener listener) {}

  @Override
  public void close() {
    polls.cancel(false);
  }
}
