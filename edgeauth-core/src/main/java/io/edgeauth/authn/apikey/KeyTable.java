package io.edgeauth.authn.apikey;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All keys of a store that holds them in memory, by id and by hash. Filled and changed by one
 * thread, then shared and never changed again.
 */
final class KeyTable {

  private final NavigableMap<String, StoredKey> byId;
  private final Map<KeyHash, StoredKey> byHash;

  private KeyTable(NavigableMap<String, StoredKey> byId, Map<KeyHash, StoredKey> byHash) {
    this.byId = byId;
    this.byHash = byHash;
  }

  static KeyTable empty() {
    return new KeyTable(new TreeMap<>(), new HashMap<>());
  }

  /** One that can be changed while this one is read. */
  KeyTable copy() {
    return new KeyTable(new TreeMap<>(byId), new HashMap<>(byHash));
  }

  int size() {
    return byId.size();
  }

  Iterable<StoredKey> keys() {
    return byId.values();
  }

  boolean holds(String id) {
    return byId.containsKey(id);
  }

  @Nullable StoredKey find(List<KeyHash> hashes) {
    for (int i = 0; i < hashes.size(); i++) {
      StoredKey found = byHash.get(hashes.get(i));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  @Nullable StoredKey get(String id) {
    return byId.get(id);
  }

  List<StoredKey> list(@Nullable String after, int limit) {
    List<StoredKey> page = new ArrayList<>();
    for (StoredKey key : (after == null ? byId : byId.tailMap(after, false)).values()) {
      if (page.size() == limit) {
        break;
      }
      page.add(key);
    }
    return page;
  }

  /**
   * Adds a key.
   *
   * @throws IllegalStateException if a key has its id or one of its hashes; nothing has changed
   *     then
   */
  void insert(StoredKey key) {
    if (byId.containsKey(key.key().id())) {
      throw new IllegalStateException("a key has this id already");
    }
    put(null, key);
  }

  /** Changes a key; what {@code change} throws is thrown, and nothing has changed then. */
  @Nullable StoredKey change(String id, UnaryOperator<StoredKey> change) {
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
    if (present != null) {
      present.secrets().forEach(secret -> byHash.remove(secret.hash()));
    }
    byId.put(next.key().id(), next);
    next.secrets().forEach(secret -> byHash.put(secret.hash(), next));
  }
}
