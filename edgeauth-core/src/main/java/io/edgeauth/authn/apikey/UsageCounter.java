package io.edgeauth.authn.apikey;

import io.edgeauth.network.IpAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final LongAdder count = new LongAdder();
    private volatile @Nullable Instant lastUsed;
    private volatile @Nullable IpAddress lastAddress;

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

  /** Cells that are in the map no more; a thread that had one in its hand may still add to it. */
  private final Map<Cell, String> leaving = new HashMap<>();

  private final Map<String, ApiKeyUsage> refused = new HashMap<>();

  UsageCounter(ApiKeyStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  void used(String id, @Nullable IpAddress address) {
    Cell cell = cells.get(id);
    if (cell == null) {
      cell = cells.computeIfAbsent(id, unused -> new Cell());
    }
    cell.count(clock.instant(), address);
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
    leaving.forEach((cell, id) -> add(sums, id, cell.take()));
    leaving.clear();
    List<String> idle = new ArrayList<>();
    cells.forEach(
        (id, cell) -> {
          if (!add(sums, id, cell.take())) {
            idle.add(id);
          }
        });
    for (String id : idle) {
      Cell cell = cells.remove(id);
      if (cell != null) {
        leaving.put(cell, id);
      }
    }
    refused.clear();
    refused.putAll(sums);
    if (!sums.isEmpty()) {
      store.addUsage(Map.copyOf(sums));
      refused.clear();
    }
  }

  private static boolean add(Map<String, ApiKeyUsage> sums, String id, ApiKeyUsage used) {
    if (used.count() == 0) {
      return false;
    }
    sums.merge(id, used, ApiKeyUsage::plus);
    return true;
  }
}
