package io.edgeauth.redis;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.ratelimit.Acquisition;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.LimitState;
import io.edgeauth.ratelimit.RateLimiter;
import io.edgeauth.ratelimit.Turn;
import io.edgeauth.redis.SharedCharges.Operation;
import io.edgeauth.runtime.EdgeRuntime;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts in Redis, for all instances together, by Redis's clock. The charges of a stage are one
 * call of a script, which takes all or none. In a cluster their keys may lie in several slots: then
 * there is a call for each, all sent at once, and what was granted is given back where another slot
 * refuses.
 *
 * <p>Many threads use it at once. {@link #acquire} and {@link #peek} wait for Redis, at most for
 * its timeout, and not at all while it is known to be away; the rest waits for nothing.
 */
final class RedisRateLimiter implements RateLimiter {

  /** The beat that finds out whether Redis is back is not much slower. */
  private static final Acquisition AWAY =
      new Acquisition.Unavailable(Duration.ofSeconds(1).toNanos());

  private final RedisHub hub;
  private final LimitCalls calls;
  private final SharedLimits limits;
  private final boolean cluster;
  private final long timeout;
  private final Ticker ticker;
  private volatile boolean closed;

  private RedisRateLimiter(RedisStore store, RedisHub hub, EdgeRuntime runtime) {
    this.hub = hub;
    this.calls = new LimitCalls(hub);
    this.limits = new SharedLimits(runtime.clock());
    this.cluster = store.cluster();
    this.timeout = store.timeout().toNanos();
    this.ticker = runtime.ticker();
  }

  /** Opens it, while a generation is built. */
  static RedisRateLimiter open(RedisStore store, EdgeRuntime runtime, OutboundSettings outbound) {
    return new RedisRateLimiter(store, RedisHub.take(store, runtime, outbound), runtime);
  }

  private @Nullable RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return closed ? null : hub.commands();
  }

  @Override
  public Acquisition acquire(List<Charge> charges) {
    return ask(charges, Operation.ACQUIRE);
  }

  @Override
  public Acquisition peek(List<Charge> charges) {
    return ask(charges, Operation.PEEK);
  }

  private Acquisition ask(List<Charge> charges, Operation operation) {
    RedisClusterAsyncCommands<byte[], byte[]> commands = commands();
    if (commands == null) {
      return AWAY;
    }
    long until = ticker.read() + timeout;
    List<SharedCharges> parts = SharedCharges.of(charges, limits, hub.keys(), cluster);
    List<LimitCall> sent = new ArrayList<>(parts.size());
    for (SharedCharges part : parts) {
      sent.add(new LimitCall(calls, commands, part, operation));
    }
    boolean taking = operation == Operation.ACQUIRE;
    long[][] answers = new long[sent.size()][];
    boolean passes = true;
    for (int i = 0; i < answers.length; i++) {
      long[] answer = sent.get(i).await(ticker, until);
      if (answer == null) {
        undoAll(taking, sent);
        return AWAY;
      }
      answers[i] = answer;
      passes &= answer[0] == LimitCalls.PASSES;
    }
    if (!passes && answers.length > 1) {
      undoAll(taking, sent);
    }
    return said(charges.size(), parts, answers, passes, taking);
  }

  private static void undoAll(boolean taking, List<LimitCall> sent) {
    if (taking) {
      sent.forEach(LimitCall::undo);
    }
  }

  private Acquisition said(
      int charges, List<SharedCharges> parts, long[][] answers, boolean passes, boolean taking) {
    LimitState[] states = new LimitState[charges];
    long wait = 0;
    for (int i = 0; i < answers.length; i++) {
      parts.get(i).states(answers[i], passes && taking, states);
      wait = Math.max(wait, parts.get(i).waitNanos(answers[i]));
    }
    if (!passes) {
      return new Acquisition.Refused(List.of(states));
    }
    Turn turn =
        taking && wait > 0 ? new RedisTurn(ticker, wait, () -> undoGranted(parts, answers)) : null;
    return new Acquisition.Granted(List.of(states), turn);
  }

  private void undoGranted(List<SharedCharges> parts, long[][] answers) {
    for (int i = 0; i < answers.length; i++) {
      calls.undo(parts.get(i), answers[i]);
    }
  }

  @Override
  public void charge(List<Charge> charges) {
    tell(charges, Operation.CHARGE);
  }

  @Override
  public void refund(List<Charge> charges) {
    tell(charges, Operation.REFUND);
  }

  private void tell(List<Charge> charges, Operation operation) {
    RedisClusterAsyncCommands<byte[], byte[]> commands = commands();
    if (commands != null) {
      for (SharedCharges part : SharedCharges.of(charges, limits, hub.keys(), cluster)) {
        calls.tell(commands, part, operation);
      }
    }
  }

  /** What it has gone by ends with what leased it. */
  @Override
  public void close() {
    closed = true;
  }
}
