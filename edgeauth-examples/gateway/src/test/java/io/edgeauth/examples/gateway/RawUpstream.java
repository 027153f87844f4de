package io.edgeauth.examples.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** An upstream that sees and answers bytes. */
final class RawUpstream implements AutoCloseable {

  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

  private final ServerSocket socket;

  private RawUpstream(ServerSocket socket) {
    this.socket = socket;
  }

  static RawUpstream start() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    return new RawUpstream(new ServerSocket(0, 50, loopback));
  }

  String origin() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  /** Accepts one connection. */
  Socket accept() throws IOException {
    return socket.accept();
  }

  /** Answers one request with these bytes and closes the connection; completes with its head. */
  CompletableFuture<String> answer(String answer) {
    return Background.supply(
        () -> {
          try (Socket connection = socket.accept()) {
            String head = head(connection);
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            return head;
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  static String head(Socket connection) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = connection.getInputStream().read();
      if (next < 0) {
        throw new IOException("ended in the head: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
