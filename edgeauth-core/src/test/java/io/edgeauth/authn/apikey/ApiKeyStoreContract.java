package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.network.Cidr;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every store of API keys promises. Extend it for a store of your own: give an empty store,
 * and where others can open the same one, a second view of it.
 */
@Timeout(120)
public abstract class ApiKeyStoreContract {

  protected static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final Random random = new Random(7);
  private ApiKeyStore store;

  /** An empty store. Closed by the contract. */
  protected abstract ApiKeyStore open() throws Exception;

  /** The same store seen by another process, or the same object where there can be none. */
  protected ApiKeyStore again(ApiKeyStore opened) throws Exception {
    return opened;
  }

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private KeyHash hash() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new KeyHash(KeyHash.Algorithm.SHA_256, bytes);
  }

  private static ApiKey plain(String id) {
    return new ApiKey(
        id, null, "acme", null, Set.of(), Set.of(), List.of(), List.of(), null, null, NOW, null,
        null, null);
  }

  private StoredKey key(String id) {
    return new StoredKey(plain(id), List.of(new StoredKey.Secret(hash(), null)));
  }

  private StoredKey insert(String id) throws ApiKeyStoreException {
    StoredKey key = key(id);
    store.insert(key);
    return key;
  }

  private static List<KeyHash> hashes(StoredKey key) {
    return key.secrets().stream().map(StoredKey.Secret::hash).toList();
  }

  @Test
  protected void insert_everythingThatAKeyCarries_keptAsItWas() throws Exception {
    ApiKey full =
        new ApiKey(
            "key_full",
            "nightly \"export\" – žluťoučký 🐎",
            "acme, Inc.",
            "tenant/1",
            new java.util.LinkedHashSet<>(List.of("orders:read", "a,b", "c")),
            new java.util.LinkedHashSet<>(List.of("reader", "night watch")),
            List.of("/orders/**", "/a/*/b"),
            List.of(Cidr.parse("203.0.113.0/24"), Cidr.parse("2001:db8::/32")),
            null,
            new ApiKey.Limit(1000, Duration.ofMinutes(1)),
            NOW,
            NOW.plusSeconds(1),
            NOW.plusSeconds(2_000_000_000L),
            null);
    StoredKey stored =
        new StoredKey(
            full,
            List.of(
                new StoredKey.Secret(hash(), null),
                new StoredKey.Secret(hash(), NOW.plusMillis(1234))));
    store.insert(stored);

    assertThat(store.get("key_full")).isEqualTo(stored);
    for (KeyHash hash : hashes(stored)) {
      assertThat(store.find(List.of(hash))).isEqualTo(stored);
    }
    assertThat(store.find(List.of(hash(), hashes(stored).get(1)))).isEqualTo(stored);
    assertThat(again(store).get("key_full")).isEqualTo(stored);
    assertThat(stored.key().scopes()).containsExactly("orders:read", "a,b", "c");
  }

  @Test
  protected void find_unknown_null() throws Exception {
    insert("key_a");
    assertThat(store.find(List.of(hash()))).isNull();
    assertThat(store.get("key_b")).isNull();
    assertThat(store.change("key_b", present -> present.revoked(NOW))).isNull();
  }

  @Test
  protected void insert_idOrHashAgain_refusedAndNothingChanged() throws Exception {
    StoredKey first = insert("key_a");
    StoredKey sameId = key("key_a");
    assertThatIllegalStateException().isThrownBy(() -> store.insert(sameId));
    StoredKey sameHash = new StoredKey(plain("key_b"), first.secrets());
    assertThatIllegalStateException().isThrownBy(() -> store.insert(sameHash));
    assertThat(store.get("key_a")).isEqualTo(first);
    assertThat(store.get("key_b")).isNull();
    assertThat(store.find(hashes(sameId))).isNull();
  }

  @Test
  protected void change_revoked_seenEverywhereAtOnce() throws Exception {
    StoredKey key = insert("key_a");
    StoredKey revoked = store.change("key_a", present -> present.revoked(NOW));
    assertThat(revoked).isEqualTo(key.revoked(NOW));
    assertThat(store.get("key_a")).isEqualTo(revoked);
    assertThat(store.find(hashes(key))).isEqualTo(revoked);
    assertThat(store.list(null, 10)).containsExactly(revoked);
  }

  /** To revoke a key twice changes nothing, and takes nothing away. */
  @Test
  protected void change_nothing_stillFound() throws Exception {
    StoredKey key = insert("key_a");
    StoredKey same =
        store.change("key_a", present -> new StoredKey(present.key(), present.secrets()));
    assertThat(same).isEqualTo(key);
    assertThat(store.find(hashes(key))).isEqualTo(key);
    assertThat(store.get("key_a")).isEqualTo(key);
  }

  @Test
  protected void change_rotated_bothSecretsFindIt_thenTheDroppedOneNoMore() throws Exception {
    StoredKey key = insert("key_a");
    KeyHash second = hash();
    StoredKey rotated =
        store.change("key_a", present -> present.rotated(second, NOW, NOW.plusSeconds(10)));
    assertThat(store.find(hashes(key))).isEqualTo(rotated);
    assertThat(store.find(List.of(second))).isEqualTo(rotated);

    KeyHash third = hash();
    Instant later = NOW.plusSeconds(11);
    StoredKey again =
        store.change("key_a", present -> present.rotated(third, later, later.plusSeconds(10)));
    assertThat(store.find(hashes(key))).isNull();
    assertThat(store.find(List.of(second))).isEqualTo(again);
    assertThat(store.find(List.of(third))).isEqualTo(again);
  }

  @Test
  protected void change_throws_nothingChanged() throws Exception {
    StoredKey key = insert("key_a");
    assertThatThrownBy(
            () ->
                store.change(
                    "key_a",
                    present -> {
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no");
    assertThat(store.get("key_a")).isEqualTo(key);
    assertThat(store.change("key_a", present -> present.revoked(NOW))).isEqualTo(key.revoked(NOW));
  }

  @Test
  protected void list_pages_everyKeyOnceInTheOrderOfIds() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      ids.add(String.format("key_%02d", i));
    }
    List<String> shuffled = new ArrayList<>(ids);
    Collections.shuffle(shuffled, random);
    for (String id : shuffled) {
      insert(id);
    }
    List<String> seen = new ArrayList<>();
    String after = null;
    List<StoredKey> page;
    do {
      page = store.list(after, 10);
      page.forEach(key -> seen.add(key.key().id()));
      after = page.isEmpty() ? after : page.get(page.size() - 1).key().id();
    } while (page.size() == 10);
    assertThat(seen).isEqualTo(ids);
    assertThat(store.list("key_99", 10)).isEmpty();
  }

  @Test
  protected void usage_added_sumsAndKeepsTheLaterUse() throws Exception {
    insert("key_a");
    insert("key_b");
    store.addUsage(
        Map.of(
            "key_a",
            new ApiKeyUsage(3, NOW.plusSeconds(5), "192.0.2.1"),
            "key_gone",
            new ApiKeyUsage(1, NOW, null)));
    again(store).addUsage(Map.of("key_a", new ApiKeyUsage(4, NOW, "192.0.2.2")));
    assertThat(store.usage(List.of("key_a", "key_b", "key_gone")))
        .containsEntry("key_a", new ApiKeyUsage(7, NOW.plusSeconds(5), "192.0.2.1"))
        .doesNotContainKey("key_gone");
    assertThat(store.get("key_a")).isEqualTo(store.list(null, 1).get(0));
  }

  /** A12, the store's part of it: changes of one key happen one after another, and none is lost. */
  @Test
  protected void change_concurrently_oneAfterAnother() throws Exception {
    insert("key_a");
    int threads = 8;
    int each = 10;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String scope = "s" + t;
        all.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    String added = scope + "-" + i;
                    store.change("key_a", present -> withScope(present, added));
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }
    StoredKey changed = store.get("key_a");
    assertThat(changed).isNotNull();
    assertThat(changed.key().scopes()).hasSize(threads * each);
    assertThat(again(store).get("key_a")).isEqualTo(changed);
  }

  private static StoredKey withScope(StoredKey stored, String scope) {
    ApiKey key = stored.key();
    Set<String> scopes = new java.util.LinkedHashSet<>(key.scopes());
    scopes.add(scope);
    return new StoredKey(
        new ApiKey(
            key.id(),
            key.name(),
            key.owner(),
            key.tenant(),
            scopes,
            key.roles(),
            key.routes(),
            key.allowedAddresses(),
            key.plan(),
            key.limit(),
            key.created(),
            key.notBefore(),
            key.expiresAt(),
            key.revokedAt()),
        stored.secrets());
  }
}
