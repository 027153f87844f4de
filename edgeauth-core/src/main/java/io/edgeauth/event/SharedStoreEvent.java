package io.edgeauth.event;

import java.time.Instant;

/**
 * The store that instances share has gone out of reach, or has come back.
 *
 * @param at when
 * @param store its kind, such as {@code redis}
 * @param reachable whether it answers
 * @param detail why not; empty where it does
 */
public record SharedStoreEvent(Instant at, String store, boolean reachable, String detail)
    implements EdgeEvent {}
