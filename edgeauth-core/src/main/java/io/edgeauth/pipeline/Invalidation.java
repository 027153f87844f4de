package io.edgeauth.pipeline;

import java.util.function.Predicate;

/**
 * The back-channel by which others say that a token is to be forgotten.
 *
 * @param route where, who may, and by which method
 * @param forget forgets a token wherever it is remembered; false where all is closed
 */
public record Invalidation(CompiledRoute route, Predicate<String> forget) {}
