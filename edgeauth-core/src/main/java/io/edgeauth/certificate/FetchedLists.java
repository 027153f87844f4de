package io.edgeauth.certificate;

import io.edgeauth.event.RevocationEvent;
import io.edgeauth.event.RevocationEvent.Change;
import io.edgeauth.outbound.OutboundAddress;
import io.edgeauth.outbound.OutboundClient;
import io.edgeauth.outbound.OutboundException;
import io.edgeauth.outbound.OutboundRequest;
import io.edgeauth.outbound.OutboundResponse;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.SingleFlight;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lists of revocations at a configured address, fetched again when half of the time to their {@code
 * nextUpdate} has passed. One that cannot be fetched leaves the last in use as long as it is valid,
 * and is tried again after a second, then two, four, up to a minute.
 *
 * <p>Whose signature a list bears is only known when a certificate of its issuer comes. Until then
 * anybody on the way may have written it: so it does not put a verified one out of force, nor does
 * its date make those that come later too old.
 */
final class FetchedLists implements AutoCloseable {

  private static final Duration SHORTEST = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  private static final int MAX_WAITERS = 256;

  private final URI url;
  private final RevocationSettings settings;
  private final EdgeRuntime runtime;
  private final OutboundClient client;
  private final Runnable changed;
  private final SingleFlight<URI, Boolean> fetches;
  private final AtomicReference<@Nullable Future<?>> next = new AtomicReference<>();
  private volatile List<RevocationList> lists = List.of();
  private volatile List<RevocationList> replaced = List.of();
  private volatile long dueAt; // ticker time from which a request may begin a fetch
  private volatile int failures;
  private volatile boolean closed;

  FetchedLists(URI url, RevocationSettings settings, EdgeRuntime runtime, Runnable changed) {
    this.url = url;
    this.settings = settings;
    this.runtime = runtime;
    this.client = runtime.outbound(settings.outbound());
    this.changed = changed;
    this.fetches = new SingleFlight<>(MAX_WAITERS, settings.totalTimeout());
    this.dueAt = runtime.ticker().read();
    if (runtime.isPrefetching()) {
      schedule(Duration.ZERO);
    }
  }

  List<RevocationList> lists() {
    return lists;
  }

  /** Verified ones that hold where those that came in their place say nothing. */
  List<RevocationList> replaced() {
    return replaced;
  }

  /** Whether asking might bring more than is held. */
  boolean isWanting(Instant now) {
    return runtime.ticker().read() - dueAt >= 0 && !isInForce(now);
  }

  private boolean isInForce(Instant now) {
    return !lists.isEmpty()
        && lists.stream()
            .allMatch(list -> list.nextUpdate() != null && !now.isAfter(list.nextUpdate()));
  }

  /** Fetches, or waits for who does. Blocks; not for a request's thread. */
  void fetchIfWanting() {
    if (isWanting(runtime.clock().instant())) {
      fetch();
    }
  }

  private void fetch() {
    var unused = fetches.run(url, this::fetched);
  }

  private boolean fetched() {
    Duration pause;
    try {
      pause = taken(RevocationList.read(body()));
    } catch (OutboundException | IOException | RuntimeException e) {
      pause = failed(String.valueOf(e.getMessage()));
    }
    dueAt = runtime.ticker().read() + pause.toNanos();
    schedule(pause);
    return failures == 0;
  }

  private byte[] body() throws OutboundException, IOException {
    OutboundResponse response =
        client.get(
            new OutboundRequest(
                url,
                "application/pkix-crl",
                settings.connectTimeout(),
                settings.totalTimeout(),
                FileLists.MAX_BYTES));
    if (response.status() != 200) {
      throw new IOException("status " + response.status());
    }
    return response.body();
  }

  private Duration taken(List<RevocationList> read) throws IOException {
    List<RevocationList> before = lists;
    for (RevocationList list : read) {
      for (RevocationList held : before) {
        if (held.isVerified() && held.isNewerThan(list)) {
          throw new IOException("a list that is older than the one that is held");
        }
      }
    }
    boolean same =
        before.size() == read.size()
            && before.stream().allMatch(held -> read.stream().anyMatch(held::isSameAs));
    if (!same) {
      replaced = stillInForce();
      lists = read;
      changed.run();
      publish(Change.LOADED, "");
    } else if (failures > 0) {
      publish(Change.ANSWERS, "");
    }
    failures = 0;
    Instant now = runtime.clock().instant();
    Duration half = LONGEST;
    for (RevocationList list : read) {
      Instant ends = list.nextUpdate();
      Duration left = ends == null ? SHORTEST : Duration.between(now, ends).dividedBy(2);
      half = left.compareTo(half) < 0 ? left : half;
    }
    return half.compareTo(SHORTEST) < 0 ? SHORTEST : half;
  }

  private List<RevocationList> stillInForce() {
    Instant now = runtime.clock().instant();
    List<RevocationList> kept = new ArrayList<>();
    for (RevocationList list : concat(lists, replaced)) {
      Instant ends = list.nextUpdate();
      if (list.isVerified()
          && ends != null
          && !now.isAfter(ends)
          && kept.stream().noneMatch(newer -> newer.isNewerThan(list))) {
        kept.add(list);
      }
    }
    return List.copyOf(kept);
  }

  private static List<RevocationList> concat(List<RevocationList> one, List<RevocationList> other) {
    List<RevocationList> both = new ArrayList<>(one);
    both.addAll(other);
    return both;
  }

  private Duration failed(String detail) {
    int before = failures; // one fetch at a time
    failures = before + 1;
    if (before == 0 && !closed) {
      publish(Change.FAILED, detail);
    }
    Duration pause = Duration.ofSeconds(1L << Math.min(before, 10));
    return pause.compareTo(LONGEST_RETRY) < 0 ? pause : LONGEST_RETRY;
  }

  private void schedule(Duration pause) {
    if (closed) {
      return;
    }
    try {
      Future<?> before =
          next.getAndSet(
              runtime.timer().schedule(this::refresh, pause.toNanos(), TimeUnit.NANOSECONDS));
      if (before != null) {
        before.cancel(false);
      }
    } catch (RejectedExecutionException e) {
      closed = true; // the runtime has ended
    }
  }

  /** On the timer's thread, which must not block; where no worker is free, soon again. */
  private void refresh() {
    try {
      runtime.workers().execute(this::fetch);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      schedule(SHORTEST);
    }
  }

  private void publish(Change change, String detail) {
    runtime
        .events()
        .publish(
            new RevocationEvent(
                runtime.clock().instant(), OutboundAddress.shown(url), change, detail));
  }

  @Override
  public void close() {
    closed = true;
    Future<?> pending = next.getAndSet(null);
    if (pending != null) {
      pending.cancel(false);
    }
  }
}
