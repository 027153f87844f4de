package io.edgeauth.event;

import java.time.Instant;

/**
 * The configuration was put in force or refused, or weakens a protection.
 *
 * @param at when
 * @param change what happened
 * @param detail without secrets, in one line; where it was refused, a line for each problem
 */
public record ConfigurationEvent(Instant at, Change change, String detail) implements EdgeEvent {

  /** What happened to the configuration. */
  public enum Change {
    /** In force from now on. */
    APPLIED,
    /** Refused whole; what was in force stays so. */
    REFUSED,
    /** In force, and something of it may not be what was meant. Told at each start. */
    WARNED,
    /** In force, and it weakens a protection on purpose. Told at each start. */
    LOOSENED
  }
}
