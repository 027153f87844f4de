package io.edgeauth.servlet;

import io.edgeauth.pipeline.Decision;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that wait for their turn, without a thread: each is started asynchronously, and a timer
 * dispatches it again when its turn has come. It gives its place up when the container says that it
 * has ended before.
 *
 * <p>Any number of threads may use it at once. Its one thread goes when nobody waits.
 */
final class WaitingRequests implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WaitingRequests.class);

  private static final long IDLE_SECONDS = 10;

  /** Those of containers themselves, which let every request pass that is none of theirs. */
  private static final List<String> OF_CONTAINERS =
      List.of("org.apache.tomcat.", "org.apache.catalina.", "org.eclipse.jetty.", "io.undertow.");

  private final ScheduledThreadPoolExecutor timer;
  private volatile boolean told;

  WaitingRequests() {
    timer = new ScheduledThreadPoolExecutor(1, WaitingRequests::thread);
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "edgeauth-waiting");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Whether a request can wait. When its turn comes it is dispatched as ASYNC: a filter behind ours
   * that is mapped to REQUEST alone would not see it, and might be the one that protects something.
   *
   * @param own the name of our filter, or null where it is not known
   * @param filtersSeeAsync whether somebody has said that all filters are mapped to ASYNC too
   */
  boolean canTake(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable String own,
      boolean filtersSeeAsync) {
    DispatcherType type = request.getDispatcherType();
    if ((type != DispatcherType.REQUEST && type != DispatcherType.ASYNC)
        || !request.isAsyncSupported()
        || request.isAsyncStarted()
        || response.isCommitted()) {
      return false;
    }
    String other = filtersSeeAsync ? null : otherFilter(request.getServletContext(), own);
    if (other != null && !told) {
      told = true;
      log.warn(
          "requests do not wait for rate limits, but are refused with 429: filter {} might not see"
              + " them after a wait (init-param {} says that it does)",
          other,
          EdgeAuthFilter.WAIT_BEFORE_FILTERS);
    }
    return other == null;
  }

  private static @Nullable String otherFilter(ServletContext context, @Nullable String own) {
    for (FilterRegistration filter : context.getFilterRegistrations().values()) {
      if (!filter.getName().equals(own) && !isHarmless(filter.getClassName())) {
        return filter.getName();
      }
    }
    return null;
  }

  /** Containers do not tell the class of every filter that was given to them as an object. */
  private static boolean isHarmless(@Nullable String type) {
    return type != null
        && (type.equals(EdgeAuthFilter.class.getName())
            || OF_CONTAINERS.stream().anyMatch(type::startsWith));
  }

  /**
   * Lets a request wait. It is dispatched when its turn has come.
   *
   * @throws IllegalStateException if the container does not let it, contrary to what it said
   */
  void begin(HttpServletRequest request, Decision.Delay delay) {
    AsyncContext async = request.startAsync();
    // A container that is slow to dispatch is not to be overtaken by its own timeout.
    async.setTimeout(delay.atMost().toMillis() + TimeUnit.SECONDS.toMillis(IDLE_SECONDS));
    Wait wait = new Wait(async, delay);
    async.addListener(wait);
    wait.schedule();
  }

  /** Ends the timer. Requests that wait yet time out in their container. */
  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** One of them. It is dispatched or given up, and not both. */
  private final class Wait implements AsyncListener {

    private final AsyncContext async;
    private final Decision.Delay delay;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable ScheduledFuture<?> turn;

    Wait(AsyncContext async, Decision.Delay delay) {
      this.async = async;
      this.delay = delay;
    }

    void schedule() {
      long nanos = delay.reservation().untilTurn().toNanos();
      try {
        turn = timer.schedule(this::dispatch, nanos, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        dispatch(); // the filter was taken out of service: what comes of it is said at once
      }
    }

    private void dispatch() {
      if (!ended.compareAndSet(false, true)) {
        return;
      }
      try {
        async.dispatch();
      } catch (IllegalStateException e) {
        delay.reservation().cancel(); // the container has ended it meanwhile
      }
    }

    private void giveUp() {
      if (ended.compareAndSet(false, true)) {
        ScheduledFuture<?> scheduled = turn;
        if (scheduled != null) {
          scheduled.cancel(false);
        }
        delay.reservation().cancel();
      }
    }

    @Override
    public void onComplete(AsyncEvent event) {
      giveUp();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      giveUp();
    }

    @Override
    public void onError(AsyncEvent event) {
      giveUp();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // Begun anew by what the request went on to, which this has nothing to do with.
    }
  }
}
