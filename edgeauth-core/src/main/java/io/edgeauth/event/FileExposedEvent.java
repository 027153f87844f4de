package io.edgeauth.event;

import java.time.Instant;

/**
 * A file that EdgeAuth lives by is open to others: who can write it can let anybody in, and who can
 * read a secret in it can write tokens. Told once for as long as it holds.
 *
 * @param at when it was noticed: at start, or when the file was read again
 * @param file the file's path
 * @param exposure what others may do, and what is expected
 */
public record FileExposedEvent(Instant at, String file, String exposure) implements EdgeEvent {}
