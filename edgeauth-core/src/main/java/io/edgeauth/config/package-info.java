/**
 * Configuration: read from YAML into a tree of values that remember where they came from, and
 * judged key by key.
 *
 * <p>Entry types: {@link io.edgeauth.config.SettingsFile} reads a file into {@link
 * io.edgeauth.config.Settings}; {@link io.edgeauth.config.Section} is for whoever reads keys of
 * their own, under another root of the file or in a module that brings a provider. {@link
 * io.edgeauth.config.Problems} collects everything that is wrong, so that it is told at once.
 * Nothing here shows a value in {@code toString}: any of them may be a secret.
 */
@NullMarked
package io.edgeauth.config;

import org.jspecify.annotations.NullMarked;
