package io.edgeauth.event;

import java.time.Instant;

/**
 * A verified credential holds a scope or role claim of a type that gives nothing, an object for
 * example.
 *
 * @param at when
 * @param claim the configured path of the claim, never its value
 */
public record ClaimIgnoredEvent(Instant at, String claim) implements EdgeEvent {}
