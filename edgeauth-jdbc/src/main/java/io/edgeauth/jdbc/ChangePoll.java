package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKeyStore.ChangeListener;
import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.KeyHash;
import io.edgeauth.runtime.EdgeRuntime;
import java.lang.ref.WeakReference;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then whether keys have changed, and tells the hashes that they have and had.
 *
 * <p>Where it cannot know all of them it says that everything may have changed: at its first look,
 * since answers were remembered before it; after a failure, since behind it another database may
 * stand, with other changes under the same revisions; where there are too many; and where hashes
 * are gone that it has not seen yet.
 *
 * <p>What is told of includes changes of this instance's own: they cost a query each, and no more.
 */
final class ChangePoll implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_TOLD = 10_000;

  /** What one look found. */
  private record Look(long revision, @Nullable List<KeyHash> changed) {}

  private final Database database;
  private final RevisionRow revisions;
  private final EdgeRuntime runtime;
  private final String select;
  private final ScheduledFuture<?> looks;
  private final AtomicBoolean looking = new AtomicBoolean();

  /**
   * Weak: the store may outlive a cache that listens, over changes of the configuration, and must
   * not keep it alive.
   */
  private final List<WeakReference<ChangeListener>> listeners = new CopyOnWriteArrayList<>();

  private volatile boolean used;

  /** The revision up to which everything was told, or null where that is not known. */
  private @Nullable Long told;

  ChangePoll(
      Database database,
      TableName table,
      RevisionRow revisions,
      Duration interval,
      EdgeRuntime runtime) {
    this.database = database;
    this.revisions = revisions;
    this.runtime = runtime;
    this.select = table.in("SELECT hash FROM $_secret WHERE revision > ?");
    // What is left of the interval is for the thread and the query: it is promised as a whole.
    long pause = interval.toNanos() / 4 * 3;
    this.looks =
        runtime.timer().scheduleWithFixedDelay(this::lookLater, pause, pause, TimeUnit.NANOSECONDS);
  }

  /** From the first answer on there is something to forget; until then nobody is asked. */
  void answered() {
    if (!used) {
      used = true;
    }
  }

  void listen(ChangeListener listener) {
    listeners.removeIf(one -> one.get() == null);
    listeners.add(new WeakReference<>(listener));
  }

  /** Tells of a change of this instance's own at once, also where nobody knows whether it came. */
  void changedHere(List<KeyHash> hashes) {
    if (!hashes.isEmpty()) {
      tell(listener -> listener.changed(hashes));
    }
  }

  private void lookLater() {
    if (!used || !looking.compareAndSet(false, true)) {
      return;
    }
    try {
      runtime.workers().execute(this::look);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      looking.set(false); // no thread is to be had now; the next look finds the same
    }
  }

  private void look() {
    try {
      Long from = told;
      Look look = database.read(PATIENCE, sql -> look(sql, from));
      List<KeyHash> changed = look.changed();
      if (changed == null) {
        tell(ChangeListener::allChanged);
      } else if (!changed.isEmpty()) {
        tell(listener -> listener.changed(changed));
      }
      told = look.revision();
    } catch (ApiKeyStoreException e) {
      told = null; // who needs the store hears of it
    } finally {
      looking.set(false);
    }
  }

  private Look look(Sql sql, @Nullable Long from) throws SQLException {
    RevisionRow.State state = revisions.read(sql);
    if (from == null || state.revision() < from) {
      return new Look(state.revision(), null);
    }
    if (state.revision() == from) {
      return new Look(from, List.of());
    }
    List<KeyHash> changed = changedSince(sql, from);
    // Asked again: hashes may have been removed while they were read.
    boolean whole = changed.size() <= MAX_TOLD && revisions.read(sql).horizon() <= from;
    return new Look(state.revision(), whole ? changed : null);
  }

  private List<KeyHash> changedSince(Sql sql, long revision) throws SQLException {
    List<KeyHash> changed = new ArrayList<>();
    try (PreparedStatement prepared = sql.prepare(select, revision)) {
      prepared.setMaxRows(MAX_TOLD + 1);
      try (ResultSet rows = prepared.executeQuery()) {
        while (rows.next()) {
          changed.add(KeyHash.parse(String.valueOf(rows.getString(1))));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new StoreFault("a row with a hash that cannot be read");
    }
    return changed;
  }

  private void tell(Consumer<ChangeListener> message) {
    for (WeakReference<ChangeListener> one : listeners) {
      ChangeListener listener = one.get();
      if (listener != null) {
        message.accept(listener);
      }
    }
  }

  @Override
  public void close() {
    looks.cancel(false);
  }
}
