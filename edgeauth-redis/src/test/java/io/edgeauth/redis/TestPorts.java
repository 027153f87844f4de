package io.edgeauth.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are told theirs, and want them again after a restart. They are none that a
 * system gives to connections, which could take one in between: two processes test at once.
 */
final class TestPorts {

  private static final int FIRST = 10_000;

  /** A cluster's node also listens so far above its port; the usual range begins at 32768. */
  private static final int BUS = 10_000;

  private static final int LAST = 32_767 - BUS;

  private TestPorts() {}

  static int free() {
    return free(1).get(0);
  }

  /** So many, with those above them that a cluster needs. */
  static List<Integer> free(int count) {
    Set<Integer> found = new LinkedHashSet<>();
    while (found.size() < count) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (isFree(port) && isFree(port + BUS)) {
        found.add(port);
      }
    }
    return List.copyOf(found);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
