package io.edgeauth.authn.apikey;

import io.edgeauth.event.ApiKeyChangedEvent;
import io.edgeauth.event.ApiKeyChangedEvent.Change;
import io.edgeauth.event.EventSink;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells what was done to keys.
 *
 * @param authenticator whose keys they are
 * @param by who does it, or null where nobody is named
 */
record KeyChanges(String authenticator, EventSink events, @Nullable String by) {

  KeyChanges by(String who) {
    return new KeyChanges(authenticator, events, who);
  }

  void tell(Instant at, ApiKey key, Change change) {
    events.publish(new ApiKeyChangedEvent(at, authenticator, key.id(), change, by));
  }
}
