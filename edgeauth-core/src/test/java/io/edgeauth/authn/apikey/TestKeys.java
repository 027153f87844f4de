package io.edgeauth.authn.apikey;

import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import java.util.List;
import java.util.Set;

/** Good keys, as stores keep them. */
final class TestKeys {

  private TestKeys() {}

  static KeyHash hash() {
    return new KeyHash(KeyHash.Algorithm.SHA_256, TestKey.randomBytes(32));
  }

  static StoredKey key(String id) {
    return key(id, hash());
  }

  static StoredKey key(String id, KeyHash hash) {
    return new StoredKey(named(id, "acme"), List.of(new StoredKey.Secret(hash, null)));
  }

  private static ApiKey named(String id, String owner) {
    return new ApiKey(
        id,
        null,
        owner,
        null,
        Set.of(),
        Set.of(),
        List.of(),
        List.of(),
        null,
        null,
        TestRuntime.NOW,
        null,
        null,
        null);
  }
}
