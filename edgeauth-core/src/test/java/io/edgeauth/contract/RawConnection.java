package io.edgeauth.contract;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A connection on which requests go byte for byte as a test writes them, which no client would do.
 */
final class RawConnection implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  static RawConnection open(int port) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      return new RawConnection(new Socket(loopback, port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends these characters, each a byte. */
  RawConnection send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawConnection send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one answer; fails where none comes. */
  RawAnswer answer() {
    return required(read(false));
  }

  /** Reads the answer to a HEAD request, which has no body whatever its headers say. */
  RawAnswer answerToHead() {
    return required(read(true));
  }

  /** Reads one answer, or gives null where the server ends the connection instead. */
  RawAnswer answerOrEnd() {
    return read(false);
  }

  private static RawAnswer required(RawAnswer answer) {
    if (answer == null) {
      throw new AssertionError("the server closed the connection without an answer");
    }
    return answer;
  }

  private RawAnswer read(boolean toHead) {
    try {
      List<String> head = head();
      while (head != null && head.get(0).split(" ", -1)[1].startsWith("1")) {
        head = head(); // 100 Continue
      }
      if (head == null) {
        return null;
      }
      int status = Integer.parseInt(head.get(0).split(" ", -1)[1]);
      RawAnswer bare = new RawAnswer(status, head, "");
      boolean bodiless = toHead || status == 204 || status == 304;
      if (bodiless) {
        return bare;
      }
      return new RawAnswer(status, head, new String(body(bare), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines up to the empty one, or null at the connection's end. */
  private List<String> head() throws IOException {
    List<String> lines = new ArrayList<>();
    try {
      for (String line = line(); !line.isEmpty(); line = line()) {
        lines.add(line);
      }
      return lines;
    } catch (EOFException | SocketException e) {
      if (lines.isEmpty()) {
        return null;
      }
      throw e;
    }
  }

  private byte[] body(RawAnswer answer) throws IOException {
    List<String> codings = answer.values("Transfer-Encoding");
    if (!codings.isEmpty() && codings.get(0).toLowerCase(Locale.ROOT).equals("chunked")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
        body.write(chunk);
      }
      return body.toByteArray();
    }
    List<String> lengths = answer.values("Content-Length");
    return lengths.isEmpty() ? in.readAllBytes() : exactly(Integer.parseInt(lengths.get(0)));
  }

  /** Reads on, whatever the framing, until these characters have come; fails at the end. */
  String readUntil(String awaited) {
    StringBuilder read = new StringBuilder();
    try {
      while (read.indexOf(awaited) < 0) {
        int c = in.read();
        if (c < 0) {
          throw new AssertionError("the answer ended without " + awaited + ": " + read);
        }
        read.append((char) c);
      }
      return read.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] chunk() throws IOException {
    byte[] chunk = exactly(Integer.parseInt(line().strip(), 16));
    String end = line();
    if (!end.isEmpty()) {
      throw new IOException("a chunk goes on past its length");
    }
    return chunk;
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer ends in its body");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      line.append((char) c);
    }
    int last = line.length() - 1;
    return last >= 0 && line.charAt(last) == '\r' ? line.substring(0, last) : line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
