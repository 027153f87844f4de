package io.edgeauth.ratelimit;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts in this process. Never blocks, and is never unavailable. */
final class LocalRateLimiter implements RateLimiter {

  private static final long[] NO_WINDOWS = {};

  private final KeyTable table;
  private final LimitTime time;
  private final FreedPlaces freed = new FreedPlaces();

  LocalRateLimiter(int maxKeys, Clock clock, Ticker ticker) {
    this.table = new KeyTable(maxKeys);
    this.time = new LimitTime(clock, ticker);
  }

  @Override
  public Acquisition acquire(List<Charge> charges) {
    if (charges.size() == 1 && !isLeaky(charges.get(0))) {
      LimitState state = take(charges.get(0));
      List<LimitState> states = List.of(state);
      return state.isExceeded()
          ? new Acquisition.Refused(states)
          : new Acquisition.Granted(states, null);
    }
    if (isAnyExceeded(charges) && peek(charges) instanceof Acquisition.Refused refused) {
      return refused;
    }
    return takeAll(charges);
  }

  /** Told by far less than {@link #peek} makes, for nothing where all pass. */
  private boolean isAnyExceeded(List<Charge> charges) {
    for (int i = 0; i < charges.size(); i++) {
      if (look(charges.get(i)).isExceeded()) {
        return true;
      }
    }
    return false;
  }

  /** In order, the queues last: what was taken is given back as soon as one refuses. */
  private Acquisition takeAll(List<Charge> charges) {
    long[] windows = windows(charges);
    LimitState[] states = new LimitState[charges.size()];
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < states.length; i++) {
      if (!isLeaky(charges.get(i))) {
        states[i] = take(charges.get(i));
        if (states[i].isExceeded()) {
          giveBack(charges, i, places);
          return refused(charges, i, states[i]);
        }
      }
    }
    for (int i = 0; i < states.length; i++) {
      if (isLeaky(charges.get(i))) {
        Place place = place(charges.get(i));
        if (place == null) {
          giveBack(charges, states.length, places);
          return refused(charges, i, full(charges.get(i)));
        }
        places.add(place);
        states[i] = place.state();
      }
    }
    return new Acquisition.Granted(Arrays.asList(states), turn(charges, windows, places));
  }

  /** In which window each is counted. Nobody asks where nobody may wait. */
  private long[] windows(List<Charge> charges) {
    if (charges.stream().noneMatch(LocalRateLimiter::isLeaky)) {
      return NO_WINDOWS;
    }
    return charges.stream().mapToLong(charge -> meter(charge).window(time.nanos(), time)).toArray();
  }

  /** By the limit that another request has used up since all of them were looked at. */
  private Acquisition refused(List<Charge> charges, int by, LimitState state) {
    LimitState[] states = new LimitState[charges.size()];
    for (int i = 0; i < states.length; i++) {
      states[i] = i == by ? state : look(charges.get(i));
    }
    return new Acquisition.Refused(Arrays.asList(states));
  }

  /** How a queue stands that had no place; if one was left since, the next may have it. */
  private LimitState full(Charge charge) {
    LimitState state = look(charge);
    return state.isExceeded()
        ? state
        : new LimitState(charge.rule(), 0, Math.max(1, state.resetNanos()), 1);
  }

  private void giveBack(List<Charge> charges, int taken, List<Place> places) {
    for (int i = 0; i < taken; i++) {
      if (!isLeaky(charges.get(i))) {
        giveBack(charges.get(i));
      }
    }
    places.forEach(Place::giveBack);
  }

  private @Nullable Turn turn(List<Charge> charges, long[] windows, List<Place> places) {
    if (places.stream().allMatch(place -> place.nanosUntil() <= 0)) {
      return null;
    }
    return new LocalTurn(places, () -> giveBackLater(charges, windows, places));
  }

  /** Who gives up behind an edge would else make room in a window in which he took nothing. */
  private void giveBackLater(List<Charge> charges, long[] windows, List<Place> places) {
    for (int i = 0; i < windows.length; i++) {
      Charge charge = charges.get(i);
      if (!isLeaky(charge) && meter(charge).window(time.nanos(), time) == windows[i]) {
        giveBack(charge);
      }
    }
    places.forEach(Place::giveBack);
  }

  @Override
  public Acquisition peek(List<Charge> charges) {
    LimitState[] states = new LimitState[charges.size()];
    boolean exceeded = false;
    for (int i = 0; i < states.length; i++) {
      states[i] = look(charges.get(i));
      exceeded |= states[i].isExceeded();
    }
    List<LimitState> all = Arrays.asList(states);
    return exceeded ? new Acquisition.Refused(all) : new Acquisition.Granted(all, null);
  }

  @Override
  public void charge(List<Charge> charges) {
    for (Charge charge : charges) {
      long nanos = time.nanos();
      Cell cell = cell(charge, nanos);
      while (!meter(charge).drain(cell, charge.permits(), nanos, time)) {
        nanos = time.nanos();
        cell = cell(charge, nanos);
      }
    }
  }

  @Override
  public void refund(List<Charge> charges) {
    charges.forEach(this::giveBack);
  }

  private LimitState take(Charge charge) {
    while (true) {
      long nanos = time.nanos();
      LimitState state =
          meter(charge).take(charge.rule(), cell(charge, nanos), charge.permits(), nanos, time);
      if (state != null) {
        return state;
      }
    }
  }

  private LimitState look(Charge charge) {
    while (true) {
      long nanos = time.nanos();
      Cell known = table.find(charge.rule(), charge.key(), nanos, time);
      Cell cell = known == null ? new Cell(charge.key(), meter(charge)) : known;
      LimitState state = meter(charge).look(charge.rule(), cell, charge.permits(), nanos, time);
      if (state != null) {
        boolean left = state.isExceeded() && isLeaky(charge) && freed.has(charge.key(), nanos);
        return left ? new LimitState(charge.rule(), 0, state.resetNanos(), 0) : state;
      }
    }
  }

  private void giveBack(Charge charge) {
    long nanos = time.nanos();
    Cell known = table.find(charge.rule(), charge.key(), nanos, time);
    if (known != null) {
      meter(charge).giveBack(known, charge.permits(), nanos, time);
    }
  }

  /** A place of a queue, its own or one that somebody else left; null where there is none. */
  private @Nullable Place place(Charge charge) {
    LeakyMeter meter = (LeakyMeter) meter(charge);
    while (true) {
      long nanos = time.nanos();
      Cell cell = cell(charge, nanos);
      FreedPlaces.Left left = freed.take(charge.key(), nanos);
      long place = left == null ? meter.place(cell, nanos) : left.placeBy(meter);
      if (place == LeakyMeter.NONE) {
        return null;
      }
      if (place != LeakyMeter.GONE) {
        return new Place(charge, cell, meter, place);
      }
    }
  }

  private final class Place {

    private final Charge charge;
    private final Cell cell;
    private final LeakyMeter meter;
    private final long at;

    Place(Charge charge, Cell cell, LeakyMeter meter, long at) {
      this.charge = charge;
      this.cell = cell;
      this.meter = meter;
      this.at = at;
    }

    LimitState state() {
      return meter.state(charge.rule(), cell, false, time.nanos());
    }

    long nanosUntil() {
      return meter.until(at, time.nanos());
    }

    /** If others stand behind it, it is kept for the next who asks until its time has come. */
    void giveBack() {
      long nanos = time.nanos();
      long wait = meter.until(at, nanos);
      if (!meter.giveBackLast(cell, at) && wait > 0) {
        freed.add(charge.key(), new FreedPlaces.Left(nanos + wait, at, meter), nanos);
      }
    }
  }

  private static boolean isLeaky(Charge charge) {
    return meter(charge) instanceof LeakyMeter;
  }

  private static Meter meter(Charge charge) {
    return charge.rule().meter();
  }

  private Cell cell(Charge charge, long nanos) {
    return table.cell(charge.rule(), charge.key(), nanos, time);
  }

  @Override
  public void close() {}

  /** The latest of several places. */
  private static final class LocalTurn implements Turn {

    private final List<Place> places;
    private final Runnable giveBack;
    private boolean ended;

    LocalTurn(List<Place> places, Runnable giveBack) {
      this.places = places;
      this.giveBack = giveBack;
    }

    @Override
    public long nanosUntil() {
      long longest = 0;
      for (Place place : places) {
        longest = Math.max(longest, place.nanosUntil());
      }
      return longest;
    }

    @Override
    public synchronized void cancel() {
      if (!ended) {
        ended = true;
        if (nanosUntil() > 0) {
          giveBack.run();
        }
      }
    }
  }
}
