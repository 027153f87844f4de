package io.edgeauth.event;

import java.time.Instant;

/**
 * A store of API keys has gone out of reach, or has come back.
 *
 * @param at when
 * @param authenticator the name of the authenticator whose keys it holds
 * @param reachable whether it answers
 * @param detail why not; empty where it does
 */
public record ApiKeyStoreEvent(Instant at, String authenticator, boolean reachable, String detail)
    implements EdgeEvent {}
