package io.edgeauth.redis;

import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.LimitState;
import io.edgeauth.redis.SharedLimit.Answer;
import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Charges that one call of the script can take: all of a stage, or in a cluster those whose keys
 * lie in one slot.
 */
final class SharedCharges {

  /** What the script is to do. */
  enum Operation {
    PEEK,
    ACQUIRE,
    CHARGE,
    REFUND;

    private byte[] written() {
      return name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** How long the part of an answer is that is of no charge. */
  private static final int HEAD = 2;

  private final List<Integer> places = new ArrayList<>(2);
  private final List<Charge> charges = new ArrayList<>(2);
  private final List<SharedLimit> limits = new ArrayList<>(2);
  private final List<byte[]> keys = new ArrayList<>(2);

  private SharedCharges() {}

  /** One for each slot; one for all where it is no cluster. */
  static List<SharedCharges> of(
      List<Charge> charges, SharedLimits rules, RedisKeys keys, boolean cluster) {
    if (!cluster) {
      SharedCharges all = new SharedCharges();
      for (int i = 0; i < charges.size(); i++) {
        SharedLimit limit = rules.of(charges.get(i).rule());
        all.add(i, charges.get(i), limit, names(charges.get(i), limit, keys));
      }
      return List.of(all);
    }
    Map<Integer, SharedCharges> bySlot = new LinkedHashMap<>();
    for (int i = 0; i < charges.size(); i++) {
      SharedLimit limit = rules.of(charges.get(i).rule());
      byte[][] names = names(charges.get(i), limit, keys);
      bySlot
          .computeIfAbsent(SlotHash.getSlot(names[0]), slot -> new SharedCharges())
          .add(i, charges.get(i), limit, names);
    }
    return List.copyOf(bySlot.values());
  }

  private static byte[][] names(Charge charge, SharedLimit limit, RedisKeys keys) {
    return limit.hasPlaces()
        ? keys.limitAndPlaces(charge.key())
        : new byte[][] {keys.limit(charge.key())};
  }

  private void add(int place, Charge charge, SharedLimit limit, byte[][] names) {
    places.add(place);
    charges.add(charge);
    limits.add(limit);
    keys.addAll(List.of(names));
  }

  byte[][] keys() {
    return keys.toArray(new byte[0][]);
  }

  byte[][] arguments(Operation operation) {
    byte[][] arguments = new byte[charges.size() + 1][];
    arguments[0] = operation.written();
    for (int i = 0; i < charges.size(); i++) {
      arguments[i + 1] = limits.get(i).arguments(charges.get(i).permits());
    }
    return arguments;
  }

  /** What gives back exactly what was granted by an answer. */
  byte[][] undoing(long[] answer) {
    byte[][] arguments = new byte[charges.size() + 1][];
    arguments[0] = Operation.REFUND.written();
    int from = HEAD;
    for (int i = 0; i < charges.size(); i++) {
      SharedLimit limit = limits.get(i);
      arguments[i + 1] = limit.undoing(charges.get(i).permits(), new Answer(answer, from));
      from += limit.numbers();
    }
    return arguments;
  }

  /** Learns from an answer what Redis's time is. */
  void turnTo(long[] answer) {
    for (int i = 0; i < limits.size(); i++) {
      if (limits.get(i) instanceof SharedFixedWindow window) {
        window.turnTo(answer[1]);
      }
    }
  }

  /** Writes how the limits stand to where they stand in the stage. */
  void states(long[] answer, boolean taken, LimitState[] states) {
    int from = HEAD;
    for (int i = 0; i < limits.size(); i++) {
      SharedLimit limit = limits.get(i);
      states[places.get(i)] =
          limit.state(charges.get(i).permits(), new Answer(answer, from), taken);
      from += limit.numbers();
    }
  }

  /** How long a request that was granted has to wait, in nanoseconds. */
  long waitNanos(long[] answer) {
    long longest = 0;
    int from = HEAD;
    for (int i = 0; i < limits.size(); i++) {
      SharedLimit limit = limits.get(i);
      longest = Math.max(longest, limit.waitNanos(new Answer(answer, from)));
      from += limit.numbers();
    }
    return longest;
  }
}
