package io.edgeauth.authn.apikey;

import io.edgeauth.authn.apikey.WaitingChanges.Change;
import io.edgeauth.authn.apikey.WholeFile.Stamp;
import io.edgeauth.event.FileEvent;
import io.edgeauth.runtime.EdgeRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps keys in a file, and all of them in memory.
 *
 * <p>A change reads the file again if another process has replaced it, writes it whole, and counts
 * when it is on disk. A file that breaks in place leaves the last good keys in use, and is never
 * overwritten by them. One that an operator replaces by an older one counts: that is a restore, and
 * what was revoked since is good again.
 */
final class FileStore implements ApiKeyStore {

  private static final long POLL_MILLIS = 400;

  /** What was read, and of which content. */
  private record Known(KeyTable table, @Nullable Stamp stamp) {}

  /** What an operator was told last. */
  private record Trouble(@Nullable Stamp stamp, String detail) {}

  private final WholeFile keys;
  private final FileUses uses;
  private final EdgeRuntime runtime;
  private final ReentrantLock writing = new ReentrantLock();
  private final WaitingChanges changes = new WaitingChanges(writing, this::write);
  private final AtomicBoolean polling = new AtomicBoolean();
  private final ScheduledFuture<?> polls;
  private volatile Known known;

  /** Content that is no file of keys, and need not be read again. */
  private volatile @Nullable Stamp broken;

  private @Nullable Trouble told;

  /**
   * Opens a store.
   *
   * @throws IllegalArgumentException if the file is there and cannot be read; the message says why
   */
  FileStore(Path file, EdgeRuntime runtime) {
    this.keys = new WholeFile(file);
    this.runtime = runtime;
    try {
      this.known = readKeys();
      this.uses = new FileUses(keys.beside(".usage"), runtime);
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
    if (stamp == null) {
      return new Known(KeyTable.empty(), null);
    }
    byte[] content = keys.read();
    try {
      return new Known(KeyFile.read(content, keys.path()), stamp);
    } catch (IOException e) {
      broken = stamp;
      throw e;
    }
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
    try {
      var unused =
          changes.make(
              table -> {
                if (table.size() >= KeyFile.MAX_KEYS) {
                  throw new Full(KeyFile.full(keys.path()));
                }
                table.insert(key);
                return key;
              });
    } catch (Full e) {
      throw new ApiKeyStoreException(String.valueOf(e.getMessage()), e);
    }
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
    return changes.make(table -> table.change(id, change));
  }

  private void write(List<Change> together) throws IOException {
    keys.alone(() -> writeAlone(together));
  }

  private void writeAlone(List<Change> together) throws IOException {
    refresh();
    KeyTable next = known.table().copy();
    boolean changed = false;
    for (Change change : together) {
      changed |= change.apply(next);
    }
    if (changed) {
      known = new Known(next, keys.replace(KeyFile.write(next), known.stamp()));
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
      if (stamp != null && stamp.equals(broken) && told != null && stamp.equals(told.stamp())) {
        return;
      }
      if (!Objects.equals(stamp, known.stamp())) {
        refresh();
        told = null;
        tell(true, "");
      } else if (told != null) { // moved away and back, or a change has read it
        told = null;
        tell(true, "");
      }
    } catch (IOException e) {
      Trouble trouble = new Trouble(stamp, String.valueOf(e.getMessage()));
      if (!trouble.equals(told)) {
        told = trouble;
        tell(false, trouble.detail());
      }
    }
  }

  private void tell(boolean taken, String detail) {
    runtime
        .events()
        .publish(new FileEvent(runtime.clock().instant(), keys.path().toString(), taken, detail));
  }

  @Override
  public void addUsage(Map<String, ApiKeyUsage> used) throws ApiKeyStoreException {
    uses.add(used, id -> known.table().holds(id));
  }

  @Override
  public Map<String, ApiKeyUsage> usage(Collection<String> ids) {
    return uses.of(ids);
  }

  /** All keys are in memory, and are never remembered elsewhere. */
  @Override
  public void listen(ChangeListener listener) {}

  @Override
  public void close() {
    polls.cancel(false);
  }
}
