package io.edgeauth.event;

import java.time.Instant;

/**
 * A watched file changed and was taken, or could not be; then the last good content stays in use.
 *
 * @param at when
 * @param file the file's path
 * @param taken whether the new content is in use
 * @param detail why it is not, or empty
 */
public record FileEvent(Instant at, String file, boolean taken, String detail)
    implements EdgeEvent {}
