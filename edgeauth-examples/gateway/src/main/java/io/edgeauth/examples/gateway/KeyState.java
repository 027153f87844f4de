package io.edgeauth.examples.gateway;

import io.edgeauth.authn.apikey.ApiKey;
import io.edgeauth.authn.apikey.KnownApiKey;
import java.time.Instant;
import java.util.List;

/** What is to be said first of a key. */
enum KeyState {
  GOOD("good"),
  /** It has not begun. */
  NOT_YET("not-yet"),
  EXPIRED("expired"),
  REVOKED("revoked"),
  /** It is good, and so is a secret that it had before. */
  ROTATING("rotating");

  private final String word;

  KeyState(String word) {
    this.word = word;
  }

  /** The state at a moment, in the order in which a request would be refused for it. */
  static KeyState of(KnownApiKey known, Instant now) {
    ApiKey key = known.key();
    if (key.revokedAt() != null) {
      return REVOKED;
    }
    if (key.expiresAt() != null && !now.isBefore(key.expiresAt())) {
      return EXPIRED;
    }
    if (key.notBefore() != null && now.isBefore(key.notBefore())) {
      return NOT_YET;
    }
    return overlaps(known, now).isEmpty() ? GOOD : ROTATING;
  }

  /** When the older secrets end that still work, the next first: at the key's own end at last. */
  static List<Instant> overlaps(KnownApiKey known, Instant now) {
    if (known.key().revokedAt() != null) {
      return List.of();
    }
    Instant end = known.key().expiresAt();
    return known.overlaps().stream()
        .map(overlap -> end != null && end.isBefore(overlap) ? end : overlap)
        .filter(now::isBefore)
        .sorted()
        .toList();
  }

  @Override
  public String toString() {
    return word;
  }
}
