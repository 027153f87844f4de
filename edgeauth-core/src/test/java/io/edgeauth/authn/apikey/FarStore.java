package io.edgeauth.authn.apikey;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** Keys in memory that pretend to be far away. */
final class FarStore implements ApiKeyStore {
  private final MemoryStore near = new MemoryStore();
  final AtomicInteger finds = new AtomicInteger();

  /** How many finds have their answer, which the gate may still keep back. */
  final AtomicInteger found = new AtomicInteger();

  private final long delayNanos;
  volatile boolean away;
  volatile KeyHash unreadable;
  volatile CountDownLatch gate = new CountDownLatch(0);

  FarStore() {
    this(Duration.ZERO);
  }

  FarStore(Duration delay) {
    delayNanos = delay.toNanos();
  }

  private void reach() throws ApiKeyStoreException {
    if (away) {
      throw new ApiKeyStoreException("away");
    }
  }

  @Override
  public boolean isInMemory() {
    return false;
  }

  @Override
  public StoredKey find(List<KeyHash> hashes) throws ApiKeyStoreException {
    finds.incrementAndGet();
    reach();
    if (unreadable != null && hashes.contains(unreadable)) {
      throw ApiKeyStoreException.ofOneKey("a row that cannot be read");
    }
    StoredKey key = near.find(hashes);
    found.incrementAndGet();
    LockSupport.parkNanos(delayNanos);
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new ApiKeyStoreException("interrupted", e);
    }
    return key;
  }

  @Override
  public StoredKey get(String id) {
    return near.get(id);
  }

  @Override
  public List<StoredKey> list(String after, int limit) {
    return near.list(after, limit);
  }

  @Override
  public void insert(StoredKey key) {
    near.insert(key);
  }

  @Override
  public StoredKey change(String id, UnaryOperator<StoredKey> change) {
    return near.change(id, change);
  }

  @Override
  public void addUsage(Map<String, ApiKeyUsage> used) throws ApiKeyStoreException {
    reach();
    near.addUsage(used);
  }

  @Override
  public Map<String, ApiKeyUsage> usage(Collection<String> ids) {
    return near.usage(ids);
  }

  @Override
  public void listen(ChangeListener listener) {}

  @Override
  public void close() {}
}
