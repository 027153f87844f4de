package io.edgeauth.examples.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream that keeps the bytes of every request, and answers all in one way. */
final class RecordingUpstream implements AutoCloseable {

  private final RawUpstream upstream;
  private final List<ReceivedBytes> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile String answer = RawUpstream.OK;

  private RecordingUpstream(RawUpstream upstream) {
    this.upstream = upstream;
  }

  static RecordingUpstream start() throws IOException {
    RecordingUpstream recording = new RecordingUpstream(RawUpstream.start());
    var unused = Background.run(recording::acceptAll);
    return recording;
  }

  String origin() {
    return upstream.origin();
  }

  /** Answers with these bytes from now on; the connection is closed behind them. */
  void answerWith(String bytes) {
    answer = bytes;
  }

  List<ReceivedBytes> requests() {
    return requests;
  }

  int hits() {
    return requests.size();
  }

  /** How often the gateway has connected, also where no whole request came. */
  int connections() {
    return connections.get();
  }

  /** Begins anew. */
  void forget() {
    requests.clear();
    connections.set(0);
  }

  /** The last request. */
  ReceivedBytes last() {
    if (requests.isEmpty()) {
      throw new IllegalStateException("no request reached the upstream");
    }
    return requests.get(requests.size() - 1);
  }

  private void acceptAll() {
    while (true) {
      try {
        Socket connection = upstream.accept();
        connections.incrementAndGet();
        var unused = Background.run(() -> serve(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      StringBuilder text = new StringBuilder(RawUpstream.head(connection));
      String head = text.toString().toLowerCase(Locale.ROOT);
      InputStream in = connection.getInputStream();
      if (head.contains("transfer-encoding: chunked")) {
        chunks(in, text);
      } else if (head.contains("content-length: ")) {
        String length = head.replaceAll("(?s).*\\r\\ncontent-length: (\\d+)\\r\\n.*", "$1");
        bytes(in, Integer.parseInt(length), text);
      }
      requests.add(new ReceivedBytes(text.toString()));
      connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // The gateway gave the request up.
    }
  }

  private static void bytes(InputStream in, int count, StringBuilder text) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new IOException("ended in the body");
    }
    text.append(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /** With their framing and what stands behind the last one. */
  private static void chunks(InputStream in, StringBuilder text) throws IOException {
    while (true) {
      String size = line(in, text);
      int length = Integer.parseInt(size.replaceAll(";.*", "").strip(), 16);
      if (length == 0) {
        break;
      }
      bytes(in, length + 2, text);
    }
    String trailer = line(in, text);
    while (!trailer.isEmpty()) {
      trailer = line(in, text);
    }
  }

  private static String line(InputStream in, StringBuilder text) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("ended in a line");
      }
      line.append((char) next);
    }
    text.append(line).append('\n');
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    upstream.close();
  }
}
