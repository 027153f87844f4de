package io.edgeauth.authn.apikey;

import java.time.Instant;
import java.util.List;

/**
 * A key as its administrators see it.
 *
 * @param key what it carries
 * @param usage how it was used, here up to now and elsewhere up to the last flush there
 * @param overlaps when the secrets end that it had before it was rotated; those that have ended may
 *     be among them
 */
public record KnownApiKey(ApiKey key, ApiKeyUsage usage, List<Instant> overlaps) {

  /** Copies the list. */
  public KnownApiKey {
    overlaps = List.copyOf(overlaps);
  }
}
