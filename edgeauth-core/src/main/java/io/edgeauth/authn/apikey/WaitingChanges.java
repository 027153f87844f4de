package io.edgeauth.authn.apikey;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a table that wait to be written: whoever comes first writes all that wait, and the
 * others find theirs done. So many changes at once cost few writes.
 */
final class WaitingChanges {

  /** One that waits, and what became of it. */
  static final class Change {
    private final Function<KeyTable, @Nullable StoredKey> edit;
    private @Nullable StoredKey result;
    private @Nullable Throwable fault;
    private boolean done;

    private Change(Function<KeyTable, @Nullable StoredKey> edit) {
      this.edit = edit;
    }

    /** Makes the change in a table; false where it changes nothing. */
    boolean apply(KeyTable next) {
      try {
        result = edit.apply(next);
        return result != null;
      } catch (RuntimeException e) {
        fault = e;
        return false;
      }
    }
  }

  /** Makes changes, and returns when they are on disk. */
  interface Writing {
    void write(List<Change> together) throws IOException;
  }

  private final ReentrantLock writing;
  private final Writing how;
  private final Queue<Change> waiting = new ArrayDeque<>();

  /**
   * Takes changes.
   *
   * @param writing held while they are written
   */
  WaitingChanges(ReentrantLock writing, Writing how) {
    this.writing = writing;
    this.how = how;
  }

  /**
   * Makes a change, and waits until it is written.
   *
   * @return what the edit returned; null changes nothing
   * @throws ApiKeyStoreException if it was not written
   */
  @Nullable StoredKey make(Function<KeyTable, @Nullable StoredKey> edit)
      throws ApiKeyStoreException {
    Change mine = new Change(edit);
    synchronized (waiting) {
      waiting.add(mine);
    }
    writing.lock();
    try {
      if (!mine.done) {
        writeAll();
      }
    } finally {
      writing.unlock();
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

  private void writeAll() {
    List<Change> together;
    synchronized (waiting) {
      together = new ArrayList<>(waiting);
      waiting.clear();
    }
    try {
      how.write(together);
    } catch (Throwable e) { // whoever waits must not take what is not on disk for done
      together.forEach(change -> change.fault = change.fault == null ? e : change.fault);
    } finally {
      together.forEach(change -> change.done = true);
    }
  }
}
