package io.edgeauth.event;

import java.time.Instant;

/** Something that happened in EdgeAuth. */
public sealed interface EdgeEvent
    permits DecisionEvent,
        KeySetEvent,
        ApiKeyStoreEvent,
        ApiKeyChangedEvent,
        AuthorityEvent,
        RevocationEvent,
        SharedStoreEvent,
        RateLimiterEvent,
        PlanUnknownEvent,
        ClaimIgnoredEvent,
        FileEvent,
        FileExposedEvent,
        ConfigurationEvent {

  /**
   * When it happened, by the wall clock that EdgeAuth was given.
   *
   * @return the instant
   */
  Instant at();
}
