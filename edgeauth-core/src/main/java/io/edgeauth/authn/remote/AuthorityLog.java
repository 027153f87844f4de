package io.edgeauth.authn.remote;

import io.edgeauth.event.AuthorityEvent;
import io.edgeauth.event.AuthorityEvent.Change;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Tells of a service's trouble once, however many calls have it, and of its end: when a call ends
 * well and none has failed for a second, so that one that fails every other time does not fill the
 * log.
 *
 * <p>Any number of threads may use it at once.
 */
final class AuthorityLog {

  private static final Duration QUIET = Duration.ofSeconds(1);

  private final String authenticator;
  private final EdgeRuntime runtime;
  private final Set<Change> told = EnumSet.noneOf(Change.class);
  private volatile boolean troubled;
  private long lastFailure;

  /**
   * Begins without any trouble.
   *
   * @param authenticator who asks, as events tell it
   * @param runtime time and events
   */
  AuthorityLog(String authenticator, EdgeRuntime runtime) {
    this.authenticator = authenticator;
    this.runtime = runtime;
  }

  /**
   * A call failed, or calls are stopped.
   *
   * @param change which of both
   * @param detail what an operator needs to know; never a credential
   */
  void trouble(Change change, String detail) {
    synchronized (told) {
      troubled = true;
      lastFailure = runtime.ticker().read();
      if (!told.add(change)) {
        return;
      }
    }
    publish(change, detail);
  }

  /** A call ended well. */
  void answers() {
    if (!troubled) {
      return;
    }
    synchronized (told) {
      boolean quiet = runtime.ticker().read() - lastFailure >= QUIET.toNanos();
      if (!troubled || !quiet) {
        return;
      }
      troubled = false;
      told.clear();
    }
    publish(Change.ANSWERS, "");
  }

  private void publish(Change change, String detail) {
    runtime
        .events()
        .publish(new AuthorityEvent(runtime.clock().instant(), authenticator, change, detail));
  }
}
