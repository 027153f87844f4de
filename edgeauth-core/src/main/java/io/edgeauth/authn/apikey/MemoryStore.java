package io.edgeauth.authn.apikey;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps keys in this process alone, and forgets them with it. Writers wait for each other, and each
 * makes a new table; readers wait for nobody, and see a change once it has returned.
 */
final class MemoryStore implements ApiKeyStore {

  private final Map<String, ApiKeyUsage> usage = new ConcurrentHashMap<>();
  private volatile KeyTable table = KeyTable.empty();

  @Override
  public boolean isInMemory() {
    return true;
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public @Nullable StoredKey find(List<KeyHash> hashes) {
    return table.find(hashes);
  }

  @Override
  public @Nullable StoredKey get(String id) {
    return table.get(id);
  }

  @Override
  public List<StoredKey> list(@Nullable String after, int limit) {
    return table.list(after, limit);
  }

  @Override
  public synchronized void insert(StoredKey key) {
    KeyTable next = table.copy();
    next.insert(key);
    table = next;
  }

  @Override
  public synchronized @Nullable StoredKey change(String id, UnaryOperator<StoredKey> change) {
    KeyTable next = table.copy();
    StoredKey changed = next.change(id, change);
    table = next;
    return changed;
  }

  @Override
  public void addUsage(Map<String, ApiKeyUsage> used) {
    used.forEach(
        (id, more) -> {
          if (table.holds(id)) {
            usage.merge(id, more, ApiKeyUsage::plus);
          }
        });
  }

  @Override
  public Map<String, ApiKeyUsage> usage(Collection<String> ids) {
    Map<String, ApiKeyUsage> found = new HashMap<>();
    for (String id : ids) {
      ApiKeyUsage used = usage.get(id);
      if (used != null) {
        found.put(id, used);
      }
    }
    return found;
  }

  /** Nobody else can change what is here. */
  @Override
  public void listen(ChangeListener listener) {}

  @Override
  public void close() {}
}
