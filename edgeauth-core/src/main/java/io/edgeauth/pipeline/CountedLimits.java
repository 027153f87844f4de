package io.edgeauth.pipeline;

import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.LimitState;
import io.edgeauth.ratelimit.LimitedKey;
import java.util.ArrayList;
import java.util.List;

/**
 * By which limits a client's request was counted. An adapter that has a request decided more than
 * once, since the application hands it on to another target, makes one for the client's request and
 * gives it to each: a limit then counts the request once, and one that only the new target has
 * counts it too.
 *
 * <p>It belongs to whatever thread decides the request at the time.
 */
public final class CountedLimits {

  private List<LimitedKey> keys = List.of();
  private List<LimitState> states = List.of();

  /** Begins with none. */
  public CountedLimits() {}

  boolean has(Charge charge) {
    return keys.contains(charge.key());
  }

  void taken(List<Charge> charges) {
    List<LimitedKey> all = new ArrayList<>(keys.size() + charges.size());
    all.addAll(keys);
    for (int i = 0; i < charges.size(); i++) {
      all.add(charges.get(i).key());
    }
    keys = all;
  }

  /** How the limits stand that were asked, in the order in which they were. */
  List<LimitState> states() {
    return states;
  }

  void told(List<LimitState> more) {
    if (states.isEmpty()) {
      states = more;
      return;
    }
    List<LimitState> all = new ArrayList<>(states.size() + more.size());
    all.addAll(states);
    all.addAll(more);
    states = all;
  }
}
