package io.edgeauth.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A network between an instance and its Redis, which can be slow, and can reset connections. */
final class FaultyRelay implements AutoCloseable {

  private final ServerSocket listening;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService late = Executors.newSingleThreadScheduledExecutor();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile long delayMillis;
  private volatile boolean resetting;

  private FaultyRelay(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  static FaultyRelay start(int target) {
    try {
      FaultyRelay relay =
          new FaultyRelay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
      relay.threads.execute(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String uri() {
    return "redis://127.0.0.1:" + listening.getLocalPort();
  }

  /** From now on answers come so much later. */
  void delay(long millis) {
    delayMillis = millis;
  }

  /** Resets what is open, and what is opened until it is told to stop. */
  void reset(boolean on) {
    resetting = on;
    if (on) {
      open.forEach(FaultyRelay::reset);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // it is closed already
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        if (resetting) {
          reset(client);
          continue;
        }
        connect(client);
      }
    } catch (IOException e) {
      // closed: the test has ended
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      open.addAll(List.of(client, server));
      threads.execute(() -> pump(client, server, false));
      threads.execute(() -> pump(server, client, true));
    } catch (IOException e) {
      reset(client); // nobody is there
    }
  }

  private void pump(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        byte[] some = java.util.Arrays.copyOf(buffer, read);
        // One thread, so that what is late keeps its order.
        long millis = answers ? delayMillis : 0;
        var unused = late.schedule(() -> write(out, some), millis, TimeUnit.MILLISECONDS);
      }
    } catch (IOException e) {
      // one of them has gone
    } finally {
      reset(from);
      reset(to);
    }
  }

  private static void write(OutputStream out, byte[] some) {
    try {
      out.write(some);
      out.flush();
    } catch (IOException e) {
      // one of them has gone
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      open.forEach(FaultyRelay::reset);
      threads.shutdownNow();
      late.shutdownNow();
    }
  }
}
