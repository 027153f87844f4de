package io.edgeauth.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and a server, and can swallow everything like a broken network. */
final class Relay implements AutoCloseable {

  private final ServerSocket server;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean swallowing;

  Relay(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    begin(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** From now on nothing arrives anywhere, and nobody is told. */
  void swallow() {
    swallowing = true;
  }

  /** New connections are served again. Those before have lost bytes, and are ended. */
  void heal() throws IOException {
    swallowing = false;
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  private static void begin(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket other = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.addAll(List.of(client, other));
        begin(() -> pump(client, other));
        begin(() -> pump(other, client));
      } catch (IOException e) {
        // Closed, or the target is down: the client sees its connection end.
      }
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!swallowing) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      // One side has ended, so that both do.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    heal();
  }
}
