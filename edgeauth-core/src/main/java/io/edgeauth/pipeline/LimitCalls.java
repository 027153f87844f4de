package io.edgeauth.pipeline;

import io.edgeauth.event.PlanUnknownEvent;
import io.edgeauth.identity.Identity;
import io.edgeauth.ratelimit.Acquisition;
import io.edgeauth.ratelimit.Algorithm;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.CredentialLimits;
import io.edgeauth.ratelimit.GuardedLimiter;
import io.edgeauth.ratelimit.KeyedLimit;
import io.edgeauth.ratelimit.LimitState;
import io.edgeauth.ratelimit.Turn;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Asks the limiter for the stages, and says what its answers mean. Many threads use it at once. */
final class LimitCalls {

  private static final long TOLD_EVERY = Duration.ofMinutes(1).toNanos();

  private final GuardedLimiter limiter;
  private final EdgeRuntime runtime;

  /** When an unknown plan was told last, by the name of the limit. */
  private final ConcurrentMap<String, Long> told = new ConcurrentHashMap<>();

  LimitCalls(Limiting limiting, EdgeRuntime runtime) {
    this.limiter = limiting.limiter();
    this.runtime = runtime;
  }

  /** What a request takes of a limit; null where it is not known whom to count. */
  static @Nullable Charge charge(KeyedLimit limit, Exchange exchange, Identity identity) {
    CompiledRoute route = exchange.route();
    return limit.charge(
        exchange.request(),
        exchange.client().addressOrNull(),
        identity,
        route == null ? null : route.route().pattern());
  }

  /** As rules for addresses treat it: what needs an address is not open to those without one. */
  static Rejection addressUnknown() {
    return new Rejection(
        Reasons.ADDRESS_DENIED, null, "a limit counts by an address that is not known", List.of());
  }

  /**
   * Takes all charges or none, in one call, but those by which the client's request was counted
   * before. An explanation only looks.
   *
   * @param mayWait whether it is worth the client's while to wait for a turn
   * @return why the request ends here, or null where it goes on, at once or after a wait
   */
  @Nullable Rejection take(List<Charge> charges, Exchange exchange, boolean mayWait) {
    List<Charge> open = open(charges, exchange.counted());
    if (open.isEmpty()) {
      return null;
    }
    Acquisition answer = exchange.isExplained() ? limiter.peek(open) : limiter.acquire(open);
    if (answer instanceof Acquisition.Granted granted) {
      exchange.counted().taken(open);
      exchange.counted().told(granted.states());
      note(exchange, granted.states());
      Turn turn = granted.turn();
      // A shadow route holds nobody up.
      if (turn != null && mayWait && !exchange.isOnShadowRoute() && turn.nanosUntil() > 0) {
        exchange.waiting(new Waiting(turn, leaky(open), runtime.ticker()));
      }
      return null;
    }
    if (answer instanceof Acquisition.Refused refused) {
      exchange.counted().told(refused.states());
      note(exchange, refused.states());
      return exceeded(refused);
    }
    return unavailable((Acquisition.Unavailable) answer);
  }

  private static List<Charge> open(List<Charge> charges, CountedLimits counted) {
    for (int i = 0; i < charges.size(); i++) {
      if (counted.has(charges.get(i))) {
        return charges.stream().filter(charge -> !counted.has(charge)).toList();
      }
    }
    return charges;
  }

  /** Why charges do not pass now, or null; takes nothing. */
  @Nullable Rejection look(List<Charge> charges) {
    Acquisition answer = limiter.peek(charges);
    if (answer instanceof Acquisition.Refused refused) {
      return exceeded(refused);
    }
    return answer instanceof Acquisition.Unavailable unavailable ? unavailable(unavailable) : null;
  }

  void charge(List<Charge> charges) {
    limiter.charge(charges);
  }

  private static Rejection exceeded(Acquisition.Refused refused) {
    List<String> names = new ArrayList<>(1);
    for (LimitState state : refused.states()) {
      if (state.isExceeded()) {
        names.add(state.rule().name());
      }
    }
    return Rejection.exceeded(names, Duration.ofNanos(refused.waitNanos()));
  }

  private static Rejection unavailable(Acquisition.Unavailable unavailable) {
    return Rejection.unavailable(
        Reasons.LIMITER_UNAVAILABLE, null, Duration.ofNanos(unavailable.retryNanos()));
  }

  private static List<String> leaky(List<Charge> charges) {
    return charges.stream()
        .map(Charge::rule)
        .filter(rule -> rule.limit().algorithm() == Algorithm.LEAKY_BUCKET)
        .map(rule -> rule.name())
        .toList();
  }

  private static void note(Exchange exchange, List<LimitState> states) {
    if (exchange.isExplained()) {
      for (LimitState state : states) {
        exchange.note(
            state.rule().name()
                + (state.isExceeded() ? " exceeded" : ", " + state.remaining() + " left"));
      }
    }
  }

  /** Tells now and then that a credential's plan is not configured. */
  void tellUnknown(
      KeyedLimit limit, CredentialLimits.Found.UnknownPlan unknown, Exchange exchange) {
    exchange.note("its plan is not configured");
    if (exchange.isExplained()) {
      return;
    }
    String name = limit.rule().name();
    long now = runtime.ticker().read();
    Long before = told.get(name);
    if (before != null && now - before < TOLD_EVERY) {
      return;
    }
    boolean first =
        before == null ? told.putIfAbsent(name, now) == null : told.replace(name, before, now);
    if (first) {
      runtime
          .events()
          .publish(
              new PlanUnknownEvent(
                  runtime.clock().instant(),
                  name,
                  unknown.claim() == null ? "credential" : "plan-claim",
                  exchange.verified().methods(),
                  exchange.requestId()));
    }
  }
}
