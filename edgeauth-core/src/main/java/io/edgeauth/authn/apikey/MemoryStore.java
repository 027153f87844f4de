package io.edgeauth.authn.apikey;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps keys in this process alone, and forgets them with it. Writers wait for each other; readers
 * wait for nobody, and see a change once it has returned.
 */
final class MemoryStore implements ApiKeyStore {

  private final ConcurrentSkipListMap<String, StoredKey> byId = new ConcurrentSkipListMap<>();
  private final Map<KeyHash, StoredKey> byHash = new ConcurrentHashMap<>();
  private final Map<String, ApiKeyUsage> usage = new ConcurrentHashMap<>();

  @Override
  public boolean isInMemory() {
    return true;
  }

  @Override
  public @Nullable StoredKey find(List<KeyHash> hashes) {
    for (KeyHash hash : hashes) {
      StoredKey found = byHash.get(hash);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  @Override
  public @Nullable StoredKey get(String id) {
    return byId.get(id);
  }

  @Override
  public List<StoredKey> list(@Nullable String after, int limit) {
    Collection<StoredKey> rest = (after == null ? byId : byId.tailMap(after, false)).values();
    List<StoredKey> page = new ArrayList<>();
    for (StoredKey key : rest) {
      if (page.size() == limit) {
        break;
      }
      page.add(key);
    }
    return page;
  }

  @Override
  public synchronized void insert(StoredKey key) {
    if (byId.containsKey(key.key().id())) {
      throw new IllegalStateException("a key has this id already");
    }
    put(null, key);
  }

  @Override
  public synchronized @Nullable StoredKey change(String id, UnaryOperator<StoredKey> change) {
    StoredKey present = byId.get(id);
    if (present == null) {
      return null;
    }
    StoredKey next = change.apply(present);
    put(present, next);
    return next;
  }

  private void put(@Nullable StoredKey present, StoredKey next) {
    for (StoredKey.Secret secret : next.secrets()) {
      StoredKey other = byHash.get(secret.hash());
      if (other != null && !other.key().id().equals(next.key().id())) {
        throw new IllegalStateException("a key has this hash already");
      }
    }
    byId.put(next.key().id(), next);
    next.secrets().forEach(secret -> byHash.put(secret.hash(), next));
    if (present != null) {
      for (StoredKey.Secret secret : present.secrets()) {
        byHash.remove(secret.hash(), present); // those that the change has dropped
      }
    }
  }

  @Override
  public void addUsage(Map<String, ApiKeyUsage> used) {
    used.forEach(
        (id, more) -> {
          if (byId.containsKey(id)) {
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
