package io.edgeauth.authn.jwt;

import io.edgeauth.authn.Denial;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was denied of one authenticator in code. It outlives changes of the configuration, and ends
 * with EdgeAuth.
 *
 * <p>Any number of threads may use it at once. Changes take turns; requests wait for none, and see
 * what was changed before they began.
 */
final class DeniedInCode implements AutoCloseable {

  /** Some hundred megabytes. An application that never lifts is told before it has no memory. */
  static final int MAX_DENIALS = 1_000_000;

  private final Set<String> tokens = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> deniedBelow = new ConcurrentHashMap<>();
  private final DenialIndex index = new DenialIndex(tokens, deniedBelow);

  /** Every time of each subject: where the latest is lifted, the one before it counts again. */
  private final Map<String, NavigableSet<Instant>> times = new HashMap<>();

  private int size;

  DeniedInCode() {}

  DenialIndex index() {
    return index;
  }

  synchronized void deny(Denial denial) {
    if (holds(denial)) {
      return;
    }
    if (size == MAX_DENIALS) {
      throw new IllegalStateException(
          "there are "
              + MAX_DENIALS
              + " denials (expected: those lifted whose tokens have expired, or written into the"
              + " file of deny-list)");
    }
    add(denial);
    size++;
  }

  synchronized boolean lift(Denial denial) {
    if (!holds(denial)) {
      return false;
    }
    remove(denial);
    size--;
    return true;
  }

  private boolean holds(Denial denial) {
    if (denial instanceof Denial.Token token) {
      return tokens.contains(token.jti());
    }
    Denial.Subject named = (Denial.Subject) denial;
    return timesOf(named.subject()).contains(named.before());
  }

  private void add(Denial denial) {
    if (denial instanceof Denial.Token token) {
      tokens.add(token.jti());
      return;
    }
    Denial.Subject named = (Denial.Subject) denial;
    NavigableSet<Instant> all = timesOf(named.subject());
    all.add(named.before());
    apply(named.subject(), all);
  }

  private void remove(Denial denial) {
    if (denial instanceof Denial.Token token) {
      tokens.remove(token.jti());
      return;
    }
    Denial.Subject named = (Denial.Subject) denial;
    NavigableSet<Instant> all = timesOf(named.subject());
    all.remove(named.before());
    apply(named.subject(), all);
  }

  private NavigableSet<Instant> timesOf(String subject) {
    NavigableSet<Instant> all = times.get(subject);
    return all == null ? new TreeSet<>() : all;
  }

  private void apply(String subject, NavigableSet<Instant> all) {
    if (all.isEmpty()) {
      times.remove(subject);
      deniedBelow.remove(subject);
    } else {
      times.put(subject, all);
      deniedBelow.put(subject, DenialIndex.leastPassing(all.last()));
    }
  }

  /** Has nothing to end. */
  @Override
  public void close() {}
}
