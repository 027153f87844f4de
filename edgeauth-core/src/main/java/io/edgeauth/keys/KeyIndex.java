package io.edgeauth.keys;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of a set by their ids. Immutable. */
final class KeyIndex {

  static final KeyIndex EMPTY = new KeyIndex(List.of());

  private final List<VerificationKey> keys;
  private final Map<String, List<VerificationKey>> byId;

  private KeyIndex(List<VerificationKey> keys) {
    this.keys = keys;
    Map<String, List<VerificationKey>> index = new HashMap<>();
    for (VerificationKey key : keys) {
      if (key.id() != null) {
        index.computeIfAbsent(key.id(), id -> new ArrayList<>(1)).add(key);
      }
    }
    this.byId = index;
  }

  static KeyIndex of(List<VerificationKey> keys) {
    return new KeyIndex(List.copyOf(keys));
  }

  /**
   * Makes the index of a newer reading of the same set. Keys that did not change stay the same
   * objects, so that what is remembered about them can be checked by identity.
   */
  KeyIndex replacedBy(List<VerificationKey> newer) {
    List<VerificationKey> merged = new ArrayList<>(newer.size());
    for (VerificationKey key : newer) {
      int known = keys.indexOf(key);
      merged.add(known < 0 ? key : keys.get(known));
    }
    return merged.equals(keys) ? this : of(merged);
  }

  int size() {
    return keys.size();
  }

  /**
   * The key that is meant, or null. With an id, the first key of that id that fits; without one,
   * the only key that fits: trying one after the other would let a token choose.
   */
  @Nullable VerificationKey find(@Nullable String id, JwsAlgorithm algorithm) {
    if (id != null) {
      return first(byId.getOrDefault(id, List.of()), algorithm);
    }
    VerificationKey only = null;
    for (VerificationKey key : keys) {
      if (key.fits(algorithm)) {
        if (only != null) {
          return null;
        }
        only = key;
      }
    }
    return only;
  }

  private static @Nullable VerificationKey first(
      List<VerificationKey> keys, JwsAlgorithm algorithm) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).fits(algorithm)) {
        return keys.get(i);
      }
    }
    return null;
  }
}
