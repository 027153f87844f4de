package io.edgeauth.keys;

import io.edgeauth.outbound.OutboundSettings;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of an issuer are fetched, and how often.
 *
 * @param issuer the issuer; its metadata names the key set where {@code jwksUri} is null
 * @param jwksUri the address of the key set, or null
 * @param refreshInterval how often the set is fetched in the background
 * @param cooldown the least time between two fetches that unknown key ids bring about
 * @param staleFor how long a set serves on while its source cannot be reached
 * @param connectTimeout how long connecting may take
 * @param totalTimeout how long one fetch may take, and a request may wait for it
 * @param maxSize how many bytes the set may have
 * @param outbound what holds for all calls out
 */
public record RemoteKeySettings(
    String issuer,
    @Nullable URI jwksUri,
    Duration refreshInterval,
    Duration cooldown,
    Duration staleFor,
    Duration connectTimeout,
    Duration totalTimeout,
    int maxSize,
    OutboundSettings outbound) {}
