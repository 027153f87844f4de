package io.edgeauth.event;

import java.time.Instant;

/**
 * A store of API keys has gone out of reach, or has come back.
 *
 * @param at when
 * @param authenticator the name of the authenticator whose keys it holds
 * @param reachable whether it answers
 * @param detail why not; where it does, empty, or what is kept of a key that cannot be read
 */
public record ApiKeyStoreEvent(Instant at, String authenticator, boolean reachable, String detail)
    implements EdgeEvent {}
