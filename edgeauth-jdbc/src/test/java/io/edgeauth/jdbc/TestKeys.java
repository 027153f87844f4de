package io.edgeauth.jdbc;

import io.edgeauth.authn.apikey.ApiKey;
import io.edgeauth.authn.apikey.KeyHash;
import io.edgeauth.authn.apikey.StoredKey;
import io.edgeauth.fixtures.TestRuntime;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Good keys. */
final class TestKeys {

  private static final SecureRandom RANDOM = new SecureRandom();

  private TestKeys() {}

  static KeyHash hash() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return KeyHash.parse(
        "sha-256:" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** With one secret. */
  static StoredKey key(String id) {
    return withSecrets(id, hash());
  }

  static StoredKey withSecrets(String id, KeyHash... hashes) {
    ApiKey key =
        new ApiKey(
            id,
            null,
            "acme",
            null,
            Set.of("orders:read"),
            Set.of(),
            List.of(),
            List.of(),
            null,
            null,
            TestRuntime.NOW,
            null,
            null,
            null);
    return new StoredKey(
        key, Arrays.stream(hashes).map(hash -> new StoredKey.Secret(hash, null)).toList());
  }

  static StoredKey revoked(StoredKey key) {
    return new StoredKey(key.key().revoked(TestRuntime.NOW), key.secrets());
  }
}
