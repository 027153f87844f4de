/**
 * Configuration as a tree of values that remember where they came from, and the reader of its
 * sections.
 *
 * <p>Entry types: {@link io.edgeauth.config.YamlSource} makes the tree of a file, {@link
 * io.edgeauth.config.Section} reads it, {@link io.edgeauth.config.Problems} collects everything
 * that is wrong, so that it is told at once. Nothing here shows a value in {@code toString}: any of
 * them may be a secret.
 */
@NullMarked
package io.edgeauth.config;

import org.jspecify.annotations.NullMarked;
