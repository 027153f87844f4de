package io.edgeauth.examples.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Bytes to and from a server, without an HTTP client that tidies them. */
final class RawConnection implements AutoCloseable {

  private final URI server;
  private final Socket socket;

  private RawConnection(URI server, Socket socket) {
    this.server = server;
    this.socket = socket;
  }

  static RawConnection to(URI server) throws IOException {
    Socket socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout(30_000);
    return new RawConnection(server, socket);
  }

  /** Sends a request without a body and reads the answer whole. */
  static String exchange(URI server, String requestLine, String... headers) throws IOException {
    try (RawConnection connection = to(server)) {
      connection.send(requestLine + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
      return connection.readAll();
    }
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  URI server() {
    return server;
  }

  InputStream in() throws IOException {
    return socket.getInputStream();
  }

  String readUntil(String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      int next = in().read();
      if (next < 0) {
        throw new IOException("ended before " + end + ": " + read);
      }
      read.append((char) next);
    }
    return read.toString();
  }

  String readAll() throws IOException {
    return new String(in().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
