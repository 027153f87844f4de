package io.edgeauth.authn.apikey;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps API keys, as hashes. Implement it for a place of your own; the contract test {@code
 * ApiKeyStoreContract} tells whether it holds what is promised here.
 *
 * <p>Called by many threads at once. Every method may block for as long as the store's own deadline
 * allows, and throws {@link ApiKeyStoreException} where the store is out of reach. A change that
 * has returned is seen by every later call, on every thread; one that threw has not happened, was
 * undone before the next call sees it, or says in its message that nobody knows.
 */
public interface ApiKeyStore extends AutoCloseable {

  /**
   * A store in a file, for up to 100 000 keys. Other processes may use the same file: what they
   * change is seen here within a second.
   *
   * @param file where; made with the first key
   * @return what opens it
   */
  static ApiKeyStoreSpec file(Path file) {
    return new FileStoreSpec(file.toAbsolutePath().normalize());
  }

  /**
   * Is told of changes, so that caches forget: of those that were made elsewhere as soon as they
   * are seen, and before {@link #change} returns of those that were made here. Several caches may
   * listen to one store.
   */
  interface ChangeListener {

    /**
     * Keys have changed.
     *
     * @param hashes of the secrets that they have, and had
     */
    void changed(Collection<KeyHash> hashes);

    /** Nobody knows which keys have changed. */
    void allChanged();
  }

  /**
   * Whether {@link #find} answers from memory, so that nothing is gained by remembering what it
   * said.
   *
   * @return true where it never blocks
   */
  boolean isInMemory();

  /**
   * Whether other processes, and those that start later, find the keys that are kept here.
   *
   * @return false where they end with this process
   */
  default boolean isShared() {
    return true;
  }

  /**
   * Finds the key that has a secret of one of some hashes. One indexed look-up.
   *
   * @param hashes one for each pepper
   * @return the key, revoked or expired ones too, or null
   * @throws ApiKeyStoreException if the store is out of reach
   */
  @Nullable StoredKey find(List<KeyHash> hashes) throws ApiKeyStoreException;

  /**
   * Finds a key by its id.
   *
   * @param id the id
   * @return the key, or null
   * @throws ApiKeyStoreException if the store is out of reach
   */
  @Nullable StoredKey get(String id) throws ApiKeyStoreException;

  /**
   * Lists keys in the order of their ids, page by page.
   *
   * @param after the last id of the page before, or null for the first page
   * @param limit how many at most, 1 or more
   * @return the keys; fewer than {@code limit} at the end
   * @throws ApiKeyStoreException if the store is out of reach
   */
  List<StoredKey> list(@Nullable String after, int limit) throws ApiKeyStoreException;

  /**
   * Keeps a new key. When it has returned, the key survives the end of this process and of its
   * machine, as far as the store promises to keep anything.
   *
   * @param key the key, whose id and hashes are new
   * @throws ApiKeyStoreException if the store is out of reach or full
   * @throws IllegalStateException if a key has that id or one of those hashes
   */
  void insert(StoredKey key) throws ApiKeyStoreException;

  /**
   * Changes a key; others that change the same key wait, here and in other processes.
   *
   * @param id the id
   * @param change makes the new state of the present one, without blocking; called once, or again
   *     where somebody else was faster. What it throws is thrown, and nothing has changed
   * @return the new state, or null where there is no such key
   * @throws ApiKeyStoreException if the store is out of reach
   */
  @Nullable StoredKey change(String id, UnaryOperator<StoredKey> change)
      throws ApiKeyStoreException;

  /**
   * Adds to what is known of uses. Ids of keys that are gone are passed over.
   *
   * @param used what was counted since the last call, by id
   * @throws ApiKeyStoreException if the store is out of reach: then none of it was added
   */
  void addUsage(Map<String, ApiKeyUsage> used) throws ApiKeyStoreException;

  /**
   * Tells how keys were used.
   *
   * @param ids of which keys
   * @return their uses by id; those that were never used may be missing
   * @throws ApiKeyStoreException if the store is out of reach
   */
  Map<String, ApiKeyUsage> usage(Collection<String> ids) throws ApiKeyStoreException;

  /**
   * Tells a listener of changes from now on.
   *
   * @param listener called on a thread of the store's for changes that were made elsewhere, and on
   *     the changing thread for those that were made here; it does not block. It may be held
   *     weakly: who listens keeps it
   */
  void listen(ChangeListener listener);

  /** Ends the store's threads and connections. */
  @Override
  void close();
}
