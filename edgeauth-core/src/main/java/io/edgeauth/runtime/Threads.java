package io.edgeauth.runtime;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a runtime: daemons, named so that a thread dump tells whose they are. */
final class Threads {

  /**
   * Each resource has at most one call under way by itself; this only bounds what a mistake could
   * do.
   */
  private static final int MAX_WORKERS = 64;

  private Threads() {}

  static ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("edgeauth-timer"));
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  static ExecutorService workers() {
    return new ThreadPoolExecutor(
        0, MAX_WORKERS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), named("edgeauth-worker"));
  }

  static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
