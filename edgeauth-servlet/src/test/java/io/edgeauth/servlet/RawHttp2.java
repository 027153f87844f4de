package io.edgeauth.servlet;

import io.edgeauth.servlet.RawHttp.Answer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hc.core5.http2.hpack.HPackDecoder;
import org.apache.hc.core5.http2.hpack.HPackException;

/**
 * Sends requests over HTTP/2 without TLS, frame for frame, with any header names and values. One
 * connection, which is made anew after the server closed it; one stream at a time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-4">RFC 9113, section 4</a>
 */
final class RawHttp2 implements AutoCloseable {

  /** The status of a stream or connection that the server reset instead of answering. */
  static final int RESET = 0;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;

  /** By their index in the static table, from 1 on; some have two. */
  private static final List<String> PSEUDO_HEADERS =
      List.of(":authority", ":method", "", ":path", "", ":scheme");

  private static final Answer RESET_ANSWER = new Answer(RESET, List.of(), "");

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Frame(int type, int flags, int stream, byte[] payload) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  /** A header field as it is sent; names of pseudo-headers begin with a colon. */
  record Field(String name, String value) {}

  private final int port;
  private Socket socket;
  private DataInputStream in;
  private HPackDecoder headers;
  private int nextStream;

  RawHttp2(int port) {
    this.port = port;
  }

  Answer get(String path, String... lines) {
    return send("GET", path, lines);
  }

  /** Sends a request without a body; lines are as in HTTP/1.1. */
  Answer send(String method, String path, String... lines) {
    return exchange(request(method, path, lines), null, List.of());
  }

  static List<Field> request(String method, String path, String... lines) {
    List<Field> fields = new ArrayList<>();
    fields.add(new Field(":method", method));
    fields.add(new Field(":scheme", "http"));
    fields.add(new Field(":authority", "gateway.example"));
    fields.add(new Field(":path", path));
    for (String line : lines) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      fields.add(new Field(name, line.substring(colon + 1).strip()));
    }
    return fields;
  }

  /** Sends these fields as they are, a body where there is one, and trailers where there are. */
  Answer exchange(List<Field> fields, String body, List<Field> trailers) {
    boolean used = socket != null;
    Answer answer = once(fields, body, trailers);
    // It may have been closed because of the request before.
    return used && answer.status() == RESET ? once(fields, body, trailers) : answer;
  }

  private Answer once(List<Field> fields, String body, List<Field> trailers) {
    try {
      if (socket == null) {
        connect();
      }
      int stream = nextStream;
      nextStream += 2;
      boolean bare = body == null && trailers.isEmpty();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(
          frame(HEADERS, END_HEADERS | (bare ? END_STREAM : 0), stream, compressed(fields)));
      if (body != null) {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        out.writeBytes(frame(DATA, trailers.isEmpty() ? END_STREAM : 0, stream, bytes));
      }
      if (!trailers.isEmpty()) {
        out.writeBytes(frame(HEADERS, END_HEADERS | END_STREAM, stream, compressed(trailers)));
      }
      socket.getOutputStream().write(out.toByteArray());
      return answer(stream);
    } catch (IOException e) {
      // The server closed the connection, which is an answer too.
      close();
      return RESET_ANSWER;
    }
  }

  private void connect() throws IOException {
    socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    headers = new HPackDecoder(4096, StandardCharsets.ISO_8859_1);
    nextStream = 1;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(frame(SETTINGS, 0, 0, new byte[0]));
    // As much data as answers of tests can have, for the whole connection.
    out.writeBytes(frame(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(0x3fff_ffff).array()));
    socket.getOutputStream().write(out.toByteArray());
  }

  private Answer answer(int stream) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    List<String> head = new ArrayList<>();
    int status = RESET;
    boolean last = false;
    while (true) {
      Frame frame = read();
      if (frame.type() == SETTINGS && !frame.has(ACK)) {
        socket.getOutputStream().write(frame(SETTINGS, ACK, 0, new byte[0]));
      } else if (frame.type() == PING && !frame.has(ACK)) {
        socket.getOutputStream().write(frame(PING, ACK, 0, frame.payload()));
      } else if (frame.type() == GOAWAY && lastStream(frame) < stream) {
        close();
        return RESET_ANSWER;
      } else if (frame.type() == RST_STREAM && frame.stream() == stream) {
        // Tomcat stalls now and then on the next stream of such a connection.
        close();
        return status == RESET ? RESET_ANSWER : new Answer(status, head, text(body));
      } else if (frame.type() == DATA && frame.stream() == stream) {
        body.writeBytes(frame.payload());
        last |= frame.has(END_STREAM);
      } else if (frame.type() == HEADERS || frame.type() == CONTINUATION) {
        block.writeBytes(frame.payload());
        last |= frame.type() == HEADERS && frame.has(END_STREAM) && frame.stream() == stream;
        if (frame.has(END_HEADERS)) {
          int told = decode(block.toByteArray(), head);
          block.reset();
          status = told == RESET || frame.stream() != stream ? status : told;
        }
      }
      if (last && block.size() == 0) {
        return new Answer(status, head, text(body));
      }
    }
  }

  private static int lastStream(Frame goAway) {
    return ByteBuffer.wrap(goAway.payload()).getInt();
  }

  private int decode(byte[] block, List<String> head) throws IOException {
    try {
      int status = RESET;
      for (var header : headers.decodeHeaders(ByteBuffer.wrap(block))) {
        if (header.getName().equals(":status")) {
          status = Integer.parseInt(header.getValue());
        } else {
          head.add(header.getName() + ": " + header.getValue());
        }
      }
      return status;
    } catch (HPackException e) {
      throw new IOException(e);
    }
  }

  private Frame read() throws IOException {
    int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt() & 0x7fff_ffff;
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Frame(type, flags, stream, payload);
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /**
   * Literal fields that leave no trace in a table. Pseudo-headers are named by their index: Tomcat
   * takes no other way.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc7541#section-6.2.2">RFC 7541, 6.2.2</a>
   */
  private static byte[] compressed(List<Field> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Field field : fields) {
      int index = PSEUDO_HEADERS.indexOf(field.name()) + 1;
      out.write(index);
      if (index == 0) {
        string(out, field.name());
      }
      string(out, field.value());
    }
    return out.toByteArray();
  }

  private static void string(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      out.write(bytes.length);
    } else {
      out.write(127);
      int rest = bytes.length - 127;
      while (rest >= 128) {
        out.write((rest & 127) | 128);
        rest >>= 7;
      }
      out.write(rest);
    }
    out.writeBytes(bytes);
  }

  private static String text(ByteArrayOutputStream body) {
    return body.toString(StandardCharsets.ISO_8859_1);
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
