package io.edgeauth.event;

import java.time.Instant;

/**
 * The rate limiter that was configured cannot count any more, or counts again. Meanwhile each limit
 * does what it says under {@code on-store-failure}.
 *
 * @param at when
 * @param counting whether it counts
 * @param detail why not; empty where it does
 */
public record RateLimiterEvent(Instant at, boolean counting, String detail) implements EdgeEvent {}
