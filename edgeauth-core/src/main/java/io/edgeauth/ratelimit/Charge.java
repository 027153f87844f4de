package io.edgeauth.ratelimit;

/**
 * What one request takes of one limit.
 *
 * @param rule the limit
 * @param key whom it counts
 * @param permits how many it takes, from 1 to the rule's {@link RateLimit#most()}
 */
public record Charge(LimitRule rule, LimitedKey key, long permits) {}
