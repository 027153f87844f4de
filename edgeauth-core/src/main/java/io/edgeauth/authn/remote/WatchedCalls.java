package io.edgeauth.authn.remote;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.authn.remote.RemoteAnswer.Failed;
import io.edgeauth.event.AuthorityEvent.Change;
import io.edgeauth.outbound.Breaker;
import io.edgeauth.outbound.BreakerSettings;
import io.edgeauth.outbound.ReturnWatch;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls to one service and watches how they end: a service that fails too often is left
 * alone for a while, and its trouble is told once.
 *
 * <p>Any number of threads may use it at once. It blocks for as long as the call does.
 */
public final class WatchedCalls {

  private final EdgeRuntime runtime;
  private final Breaker breaker;
  private final AuthorityLog log;
  private final Ticker ticker;
  private final Duration openFor;
  private volatile @Nullable ReturnWatch watch;

  /**
   * Begins with a service that is well.
   *
   * @param name who calls, as events tell it
   * @param settings when calls are stopped
   * @param runtime time and events
   */
  public WatchedCalls(String name, BreakerSettings settings, EdgeRuntime runtime) {
    this.runtime = runtime;
    this.log = new AuthorityLog(name, runtime);
    this.ticker = runtime.ticker();
    this.openFor = settings.openFor();
    this.breaker = Breaker.of(settings, ticker, this::changed);
  }

  /**
   * Says how to find out whether the service has come back. While calls are stopped, it is looked
   * whether a service that took no connections takes them again.
   *
   * @param takesConnections whether it takes connections now; may block for a connect timeout
   */
  public void watch(BooleanSupplier takesConnections) {
    watch = new ReturnWatch(takesConnections, runtime.timer(), runtime.workers());
  }

  /**
   * Makes a call, unless calls are stopped.
   *
   * @param call the call; one that throws has failed
   * @param failure says of an answer how the call failed; null where it has not
   * @param stopped makes the answer where no call is made
   * @param <A> what calls answer
   * @return the answer
   */
  public <A> A make(
      Supplier<A> call, Function<A, @Nullable Failed> failure, Function<Failed, A> stopped) {
    if (!breaker.tryAcquire()) {
      return stopped.apply(new Failed("stopped after failures", breaker.untilTrial(), false));
    }
    long began = ticker.read();
    boolean well = false;
    try {
      A answer = call.get();
      Failed failed = failure.apply(answer);
      well = failed == null;
      if (failed != null) {
        log.trouble(failed.refusedUs() ? Change.REFUSED_US : Change.FAILED, failed.detail());
      }
      return answer;
    } finally {
      ended(well, began);
    }
  }

  private void ended(boolean well, long began) {
    if (well) {
      breaker.succeeded(began);
      log.answers();
    } else {
      breaker.failed(began);
    }
  }

  private void changed(boolean stopped) {
    if (stopped) {
      ReturnWatch returning = watch;
      if (returning != null) {
        returning.begin(breaker);
      }
      log.trouble(
          Change.STOPPED,
          "too many calls failed; one is tried now and then, at least every " + openFor);
    }
  }
}
