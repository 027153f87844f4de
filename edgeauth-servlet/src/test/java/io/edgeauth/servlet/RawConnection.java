package io.edgeauth.servlet;

import io.edgeauth.servlet.RawHttp.Answer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One HTTP/1.1 connection that is kept open as long as the server wants it, and is made anew after.
 * Requests are sent byte for byte.
 */
final class RawConnection implements AutoCloseable {

  private final int port;
  private Socket socket;
  private InputStream in;
  private int connections;

  RawConnection(int port) {
    this.port = port;
  }

  /** How often it had to be made. */
  int connections() {
    return connections;
  }

  static String request(String method, String target, List<String> lines) {
    StringBuilder request =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: gateway.example\r\n");
    for (String line : lines) {
      request.append(line).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  /** Sends a request; where the server closed instead of answering, the status is 0. */
  Answer send(String method, String target, List<String> lines) {
    boolean used = socket != null;
    try {
      write(request(method, target, lines));
      return read(method.equals("HEAD"));
    } catch (IOException e) {
      close();
      // Some close after an answer without a word about it: then nobody saw this request.
      return used ? send(method, target, lines) : new Answer(0, List.of(), "");
    }
  }

  /** Sends without waiting for what comes back. */
  void write(String bytes) throws IOException {
    if (socket == null) {
      socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(20_000);
      in = new BufferedInputStream(socket.getInputStream());
      connections++;
    }
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads one answer. */
  Answer read(boolean toHead) throws IOException {
    String first = line();
    if (!first.startsWith("HTTP/1.")) {
      // HTTP/0.9 has no head at all.
      String body = first + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      close();
      return new Answer(0, List.of(), body);
    }
    List<String> head = new ArrayList<>(List.of(first));
    for (String line = line(); !line.isEmpty(); line = line()) {
      head.add(line);
    }
    int status = Integer.parseInt(first.split(" ", -1)[1]);
    Answer answer = new Answer(status, head, "");
    boolean bare = toHead || status < 200 || status == 204 || status == 304;
    String body = bare ? "" : body(answer);
    if (answer.value("Connection").equalsIgnoreCase("close")) {
      close();
    }
    return new Answer(status, head, body);
  }

  private String body(Answer head) throws IOException {
    if (head.value("Transfer-Encoding").equals("chunked")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int length = chunk(); length > 0; length = chunk()) {
        body.writeBytes(exactly(length));
        line();
      }
      line();
      return body.toString(StandardCharsets.ISO_8859_1);
    }
    if (!head.values("Content-Length").isEmpty()) {
      byte[] body = exactly(Integer.parseInt(head.value("Content-Length")));
      return new String(body, StandardCharsets.ISO_8859_1);
    }
    String rest = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    close();
    return rest;
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line().strip(), 16);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      line.append((char) c);
    }
    int length = line.length();
    return length > 0 && line.charAt(length - 1) == '\r'
        ? line.substring(0, length - 1)
        : "" + line;
  }

  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
        socket = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
