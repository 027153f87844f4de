package io.edgeauth.authn.apikey;

import java.time.Duration;

/**
 * How long what a store said is believed.
 *
 * @param ttl how long without asking again
 * @param maxEntries how many keys are remembered
 * @param staleFor how much longer while the store is out of reach; zero for not at all
 */
record KeyCacheSettings(Duration ttl, int maxEntries, Duration staleFor) {}
