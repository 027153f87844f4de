package io.edgeauth.authn.apikey;

import io.edgeauth.network.IpAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts uses of keys without slowing a request: many threads add, each mostly to a number of its
 * own, and now and then the sums are taken to the store. What a store refuses stays for the next
 * time.
 */
final class UsageCounter {

  private static final class Cell {
    private final String id;
    private final LongAdder count = new LongAdder();
    private volatile @Nullable Instant lastUsed;
    private volatile @Nullable IpAddress lastAddress;
    private volatile boolean gone;

    Cell(String id) {
      this.id = id;
    }

    void count(Instant now, @Nullable IpAddress address) {
      lastUsed = now;
      lastAddress = address;
      count.increment();
    }

    ApiKeyUsage take() {
      return usage(count.sumThenReset());
    }

    /** Only here is the address written out, not on every request. */
    ApiKeyUsage usage(long uses) {
      IpAddress address = lastAddress;
      return new ApiKeyUsage(uses, lastUsed, address == null ? null : address.toString());
    }
  }

  private final ApiKeyStore store;
  private final Clock clock;
  private final ConcurrentMap<String, Cell> cells = new ConcurrentHashMap<>();

  /**
   * Cells that are in the map no more. A thread that had one in its hand may still add to it,
   * however much later, and brings it here once more then.
   */
  private final Queue<Cell> leaving = new ConcurrentLinkedQueue<>();

  private final Map<String, ApiKeyUsage> refused = new HashMap<>();

  UsageCounter(ApiKeyStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  void used(String id, @Nullable IpAddress address) {
    Cell cell = cells.get(id);
    if (cell == null) {
      cell = cells.computeIfAbsent(id, Cell::new);
    }
    cell.count(clock.instant(), address);
    if (cell.gone) {
      leaving.add(cell);
    }
  }

  /** What was counted for some keys and is not in the store yet. */
  synchronized ApiKeyUsage pending(String id) {
    Cell cell = cells.get(id);
    ApiKeyUsage counted = cell == null ? ApiKeyUsage.NONE : cell.usage(cell.count.sum());
    return refused.getOrDefault(id, ApiKeyUsage.NONE).plus(counted);
  }

  /**
   * Takes everything to the store. Blocks as the store does.
   *
   * @throws ApiKeyStoreException if the store is out of reach; nothing is lost then
   */
  synchronized void flush() throws ApiKeyStoreException {
    Map<String, ApiKeyUsage> sums = new HashMap<>(refused);
    for (Cell cell = leaving.poll(); cell != null; cell = leaving.poll()) {
      var unused = add(sums, cell);
    }
    List<Cell> idle = new ArrayList<>();
    for (Cell cell : cells.values()) {
      if (!add(sums, cell)) {
        idle.add(cell);
      }
    }
    for (Cell cell : idle) {
      cells.remove(cell.id);
      cell.gone = true;
      leaving.add(cell);
    }
    refused.clear();
    refused.putAll(sums);
    if (!sums.isEmpty()) {
      store.addUsage(Map.copyOf(sums));
      refused.clear();
    }
  }

  private static boolean add(Map<String, ApiKeyUsage> sums, Cell cell) {
    ApiKeyUsage used = cell.take();
    if (used.count() == 0) {
      return false;
    }
    sums.merge(cell.id, used, ApiKeyUsage::plus);
    return true;
  }
}
