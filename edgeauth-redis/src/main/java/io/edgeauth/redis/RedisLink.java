package io.edgeauth.redis;

import io.edgeauth.event.SharedStoreEvent;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.runtime.EdgeRuntime;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connections to Redis and says whether it is to be asked. The first command that is not
 * answered in time closes the way for all others; a beat in the background connects, asks Redis
 * whether it is there, and opens the way again. So no request waits for a Redis that is known to be
 * away, and none is needed to find out that it is back.
 *
 * <p>A connection on which several beats in a row find nobody is given up for a new one: behind a
 * network that swallows what is sent, nobody says that the old one has ended.
 */
final class RedisLink implements AutoCloseable {

  private static final long TICK_MILLIS = 200;

  /** How many ticks pass between two beats while all is well. */
  private static final int TICKS_WHILE_UP = 5;

  private static final int BEATS_UNTIL_RENEWED = 4;

  private final RedisStore store;
  private final OutboundSettings outbound;
  private final RedisMessages messages;
  private final RedisInvalidations invalidations;
  private final EdgeRuntime runtime;
  private final ScheduledFuture<?> ticks;
  private final AtomicBoolean beating = new AtomicBoolean();

  private volatile @Nullable RedisClusterAsyncCommands<byte[], byte[]> open;
  private volatile String fault = "";
  private volatile boolean closed;

  // The rest is for the beat alone, and for the end.
  private @Nullable RedisClients clients;
  private @Nullable RedisConnections connections;
  private int failures;
  private boolean toldAway;

  private int ticksSinceBeat = TICKS_WHILE_UP;

  RedisLink(
      RedisStore store,
      OutboundSettings outbound,
      RedisMessages messages,
      RedisInvalidations invalidations,
      EdgeRuntime runtime) {
    this.store = store;
    this.outbound = outbound;
    this.messages = messages;
    this.invalidations = invalidations;
    this.runtime = runtime;
    this.ticks =
        runtime.timer().scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What commands are given to, or null while Redis is not to be asked. */
  @Nullable RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return open;
  }

  /** A command was not answered. */
  void failed(Throwable thrown) {
    if (open != null) {
      fault = RedisFault.text(thrown);
      open = null;
    }
  }

  private void tick() {
    if (open != null && ++ticksSinceBeat < TICKS_WHILE_UP) {
      return;
    }
    ticksSinceBeat = 0;
    if (!beating.compareAndSet(false, true)) {
      return;
    }
    try {
      runtime.workers().execute(this::beatOnce);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      beating.set(false); // at the next tick there may be a thread
    }
  }

  private void beatOnce() {
    try {
      beat();
    } finally {
      beating.set(false);
    }
  }

  private synchronized void beat() {
    if (closed) {
      return;
    }
    if (open == null && !fault.isEmpty()) {
      tellAway();
    }
    try {
      RedisConnections alive = connected();
      answered(alive);
      failures = 0;
      fault = "";
      open = alive.commands();
      tellBack();
      resend(alive);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      open = null;
      fault = RedisFault.text(e);
      if (++failures >= BEATS_UNTIL_RENEWED) {
        disconnect();
      }
      tellAway();
    } catch (InterruptedException e) {
      open = null;
      Thread.currentThread().interrupt(); // everything ends
    }
  }

  /** What Redis will not take costs no request anything, and its connections nothing either. */
  private void resend(RedisConnections alive)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      invalidations.resend(alive.commands(), store.timeout());
    } catch (ExecutionException e) {
      if (!RedisFault.isRefusal(e)) {
        throw e;
      }
    }
  }

  private RedisConnections connected() {
    if (clients == null) {
      clients = RedisClients.start(store, outbound);
    }
    if (connections == null) {
      connections = clients.connect(messages);
    }
    return connections;
  }

  private void answered(RedisConnections alive)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (RedisFuture<String> ping : alive.ping()) {
      var unused = ping.get(store.timeout().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void disconnect() {
    failures = 0;
    if (connections != null) {
      var unused = connections.closeAsync();
      connections = null;
    }
  }

  private void tellAway() {
    if (!toldAway && !closed) {
      toldAway = true;
      tell(false, fault);
    }
  }

  private void tellBack() {
    if (toldAway) {
      toldAway = false;
      tell(true, "");
    }
  }

  private void tell(boolean reachable, String detail) {
    runtime
        .events()
        .publish(new SharedStoreEvent(runtime.clock().instant(), "redis", reachable, detail));
  }

  @Override
  public void close() {
    closed = true;
    open = null;
    ticks.cancel(false);
    end();
  }

  /** Waits for a beat that is under way. */
  private synchronized void end() {
    if (connections != null) {
      awaitClosed(connections); // else the client closes a cluster's a second time, and says so
      connections = null;
    }
    if (clients != null) {
      clients.close();
      clients = null;
    }
  }

  private static void awaitClosed(RedisConnections ending) {
    try {
      var unused = ending.closeAsync().get(1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // The client ends them with its threads.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
