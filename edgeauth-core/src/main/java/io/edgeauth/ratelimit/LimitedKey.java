package io.edgeauth.ratelimit;

/**
 * Whom a charge counts, as 128 bits of a SHA-256 over the rule's name, algorithm and period and
 * over each part of the key with its kind and length: nothing that a client sends reaches a store
 * in plain, and two requests share a count only where every part is the same.
 *
 * @param high the first 64 bits
 * @param low the second 64 bits
 */
public record LimitedKey(long high, long low) {}
