package io.edgeauth.runtime;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.event.EventSink;
import io.edgeauth.event.FileEvent;
import io.edgeauth.outbound.OutboundClient;
import io.edgeauth.outbound.OutboundSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Time, threads, the outbound client, events and leased resources, as one {@code EdgeAuth} has
 * them.
 *
 * <p>Any number of threads may use it at once.
 */
public final class EdgeRuntime implements AutoCloseable {

  private record TrustStoreWatch(OutboundSettings settings) {}

  private final Clock clock;
  private final Ticker ticker;
  private final EventSink events;
  private final ScheduledExecutorService timer;
  private final ExecutorService workers;
  private final FileWatcher files;
  private final ExposedFiles exposedFiles;
  private final Leases leases;

  private final boolean prefetching;

  private EdgeRuntime(Clock clock, Ticker ticker, EventSink events, boolean prefetching) {
    this.clock = new ForwardClock(clock, ticker);
    this.ticker = ticker;
    this.events = events;
    this.prefetching = prefetching;
    this.timer = Threads.timer();
    this.workers = Threads.workers();
    this.files = new FileWatcher(timer, workers);
    this.exposedFiles = new ExposedFiles(this.clock, events);
    this.leases = new Leases();
  }

  /**
   * Starts a runtime on a given time.
   *
   * @param clock wall time: what tokens say about when they are valid is judged by it
   * @param ticker nanoseconds that only go forward: ages and intervals are measured by it
   * @param events who is told what happens
   * @param prefetching whether what will be needed is fetched at once; else nobody is called before
   *     a request needs it
   * @return the runtime; close it
   */
  public static EdgeRuntime start(
      Clock clock, Ticker ticker, EventSink events, boolean prefetching) {
    return new EdgeRuntime(clock, ticker, events, prefetching);
  }

  /**
   * Whether what will be needed is fetched before the first request needs it.
   *
   * @return false where a configuration is only looked at
   */
  public boolean isPrefetching() {
    return prefetching;
  }

  /**
   * Wall time, which does not fall back by more than a minute while this runs.
   *
   * @return the clock
   */
  public Clock clock() {
    return clock;
  }

  /**
   * Time for intervals.
   *
   * @return nanoseconds that only go forward
   */
  public Ticker ticker() {
    return ticker;
  }

  /**
   * Who is told what happens.
   *
   * @return the sink
   */
  public EventSink events() {
    return events;
  }

  /**
   * Begins work later. What it runs must not block: hand work to {@link #workers()}.
   *
   * @return one thread
   */
  public ScheduledExecutorService timer() {
    return timer;
  }

  /**
   * Does work that blocks, such as calls out, away from request threads.
   *
   * @return threads that come and go
   */
  public ExecutorService workers() {
    return workers;
  }

  /**
   * Tells when files change.
   *
   * @return the watcher
   */
  public FileWatcher files() {
    return files;
  }

  /**
   * Warns of files that others may write, and of secrets that they may read.
   *
   * @return it
   */
  public ExposedFiles exposedFiles() {
    return exposedFiles;
  }

  /**
   * Resources that outlive a change of the configuration.
   *
   * @return the leases
   */
  public Leases leases() {
    return leases;
  }

  /**
   * The client for calls out under the given settings, leased for the generation that is being
   * built.
   *
   * @param settings what holds for all calls
   * @return the client; do not close it
   */
  public OutboundClient outbound(OutboundSettings settings) {
    OutboundClient client = leases.take(settings, () -> OutboundClient.open(settings, timer));
    Path trustStore = settings.trustStore();
    if (trustStore != null) {
      var unused =
          leases.take(new TrustStoreWatch(settings), () -> watchTrustStore(client, trustStore));
    }
    return client;
  }

  private FileWatcher.Watch watchTrustStore(OutboundClient client, Path trustStore) {
    FileWatcher.Watch watch = files.watch(trustStore, () -> trustAgain(client, trustStore));
    client.readTrustStoreAgain(); // it may have changed since the client read it
    exposedFiles.lookAt(trustStore);
    return watch;
  }

  private void trustAgain(OutboundClient client, Path trustStore) {
    String fault = "";
    try {
      client.readTrustStoreAgain();
    } catch (IllegalArgumentException e) {
      fault = String.valueOf(e.getMessage());
    }
    events.publish(new FileEvent(clock.instant(), trustStore.toString(), fault.isEmpty(), fault));
    exposedFiles.lookAt(trustStore);
  }

  /** Ends threads, connections and watchers. What is under way is interrupted. */
  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdownNow();
    leases.close();
  }
}
