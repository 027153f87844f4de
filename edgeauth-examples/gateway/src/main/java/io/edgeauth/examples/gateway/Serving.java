package io.edgeauth.examples.gateway;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps a gateway running until the process is told to end, and ends it then. A process that
 * drained has done what it was told: it exits with 0, where the JVM would say that a signal ended
 * it.
 */
final class Serving {

  private final CountDownLatch ended = new CountDownLatch(1);

  private Serving() {}

  static Serving until(Gateway gateway, PrintWriter err) {
    Serving serving = new Serving();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> serving.end(gateway, err), "gateway-drain"));
    return serving;
  }

  private void end(Gateway gateway, PrintWriter err) {
    int exit = 0;
    try {
      gateway.close();
    } catch (RuntimeException e) {
      err.println("edgeauth: " + e.getMessage());
      exit = 1;
    }
    ended.countDown();
    Runtime.getRuntime().halt(exit);
  }

  void await() throws InterruptedException {
    ended.await();
  }
}
