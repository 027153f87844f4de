package io.edgeauth.authn.apikey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as a store keeps it: what is known of it, and the hashes of the secrets by which it is
 * called. Immutable; keeps what is made of it for requests.
 */
public final class StoredKey {

  /**
   * One secret of a key.
   *
   * @param hash what is kept of it
   * @param until when it ends, or null while it is the newest
   */
  public record Secret(KeyHash hash, @Nullable Instant until) {}

  private final ApiKey key;
  private final List<Secret> secrets;
  private volatile @Nullable KeyProof proof;

  /**
   * Puts a key and its secrets together.
   *
   * @param key what is known of it
   * @param secrets the newest first; older ones end when the overlap of their rotation does
   * @throws IllegalArgumentException if there is no secret
   */
  public StoredKey(ApiKey key, List<Secret> secrets) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("a key without secrets");
    }
    this.key = key;
    this.secrets = List.copyOf(secrets);
  }

  /**
   * What is known of it.
   *
   * @return the key
   */
  public ApiKey key() {
    return key;
  }

  /**
   * The hashes of its secrets.
   *
   * @return the newest first
   */
  public List<Secret> secrets() {
    return secrets;
  }

  /** What it proves, made at its first use. */
  KeyProof proof() {
    KeyProof made = proof;
    if (made == null) {
      made = KeyProof.of(key);
      proof = made;
    }
    return made;
  }

  /** The secret of one of some hashes, or null. */
  @Nullable Secret secret(Collection<KeyHash> hashes) {
    for (Secret secret : secrets) {
      if (hashes.contains(secret.hash())) {
        return secret;
      }
    }
    return null;
  }

  StoredKey revoked(Instant at) {
    return new StoredKey(key.revoked(at), secrets);
  }

  /** The same with a new secret; those that have ended are forgotten. */
  StoredKey rotated(KeyHash hash, Instant now, Instant overlapEnds) {
    List<Secret> next = new ArrayList<>();
    next.add(new Secret(hash, null));
    for (Secret secret : secrets) {
      Instant until = secret.until() == null ? overlapEnds : secret.until();
      if (until.isAfter(now)) {
        next.add(new Secret(secret.hash(), until));
      }
    }
    return new StoredKey(key, next);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StoredKey that && key.equals(that.key) && secrets.equals(that.secrets);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  /** Shows the id alone. */
  @Override
  public String toString() {
    return "StoredKey[" + key.id() + "]";
  }
}
