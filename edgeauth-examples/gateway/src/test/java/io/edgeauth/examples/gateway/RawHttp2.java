package io.edgeauth.examples.gateway;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.http2.hpack.HpackException;

/**
 * Frames to and from an HTTP/2 server, without a client that would keep the rules. Header fields go
 * out as they are written here: literal, without an index, without Huffman's code.
 */
final class RawHttp2 implements AutoCloseable {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int GOAWAY = 7;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  private final SSLSocket socket;
  private final DataInputStream in;
  private final HpackDecoder decoder = new HpackDecoder(64 * 1024, System::nanoTime);

  private RawHttp2(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** What became of one request. */
  record Outcome(int status, String body, boolean streamReset, boolean connectionEnded) {

    /** Answered with an error of the client's, or cut off. */
    boolean isRefused() {
      return status == 0 ? streamReset || connectionEnded : status / 100 == 4;
    }
  }

  static RawHttp2 to(URI server, TestCertificate certificate)
      throws IOException, GeneralSecurityException {
    return over(
        (SSLSocket)
            trusting(certificate).getSocketFactory().createSocket("127.0.0.1", server.getPort()));
  }

  /** Shakes hands over a socket that is connected. */
  static RawHttp2 over(SSLSocket socket) throws IOException {
    socket.setSoTimeout(30_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    if (!socket.getApplicationProtocol().equals("h2")) {
      throw new IOException("the server does not speak HTTP/2");
    }
    RawHttp2 connection = new RawHttp2(socket);
    socket
        .getOutputStream()
        .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    connection.frame(SETTINGS, 0, 0, new byte[0]);
    return connection;
  }

  static SSLContext trusting(TestCertificate certificate)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("gateway", certificate.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    socket.getOutputStream().write(frame.array());
    socket.getOutputStream().flush();
  }

  /** Sends {@code name: value} lines as one block; a name may begin with a colon. */
  void headers(int stream, boolean last, String... lines) throws IOException {
    frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, block(lines));
  }

  void data(int stream, boolean last, String bytes) throws IOException {
    frame(DATA, last ? END_STREAM : 0, stream, bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** RFC 7541, section 6.2.2. */
  static byte[] block(String... lines) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (String line : lines) {
      int colon = line.indexOf(": ", 1);
      block.write(0);
      text(line.substring(0, colon), block);
      text(line.substring(colon + 2), block);
    }
    return block.toByteArray();
  }

  private static void text(String text, ByteArrayOutputStream block) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      for (; rest >= 128; rest >>= 7) {
        block.write(rest % 128 + 128);
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  /** Reads until a stream is answered whole or reset, or the connection ends. */
  Outcome outcome(int stream) throws IOException {
    int status = 0;
    StringBuilder body = new StringBuilder();
    try {
      while (true) {
        int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int of = in.readInt();
        byte[] payload = in.readNBytes(length);
        if (type == GOAWAY) {
          return new Outcome(status, body.toString(), false, true);
        }
        if (type == HEADERS) {
          // All are decoded, since each may change what the next one means.
          MetaData read = decoder.decode(ByteBuffer.wrap(payload));
          if (of == stream && read instanceof MetaData.Response response) {
            status = response.getStatus();
          }
        }
        if (of != stream) {
          continue;
        }
        if (type == RST_STREAM) {
          return new Outcome(status, body.toString(), true, false);
        }
        if (type == DATA) {
          body.append(new String(payload, StandardCharsets.UTF_8));
        }
        if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
          return new Outcome(status, body.toString(), false, false);
        }
      }
    } catch (EOFException | SocketException e) {
      return new Outcome(status, body.toString(), false, true);
    } catch (HpackException e) {
      throw new IOException(e);
    }
  }

  /** Sends a GET, waits for its answer, and tells the status. */
  int ask(int stream, String path, String authority) throws IOException {
    headers(
        stream,
        true,
        ":method: GET",
        ":scheme: https",
        ":authority: " + authority,
        ":path: " + path);
    return outcome(stream).status();
  }

  /**
   * Ends the connection as a client does that has no more to ask, and waits for the server's end.
   */
  @Override
  public void close() throws IOException {
    try (socket) {
      frame(GOAWAY, 0, 0, new byte[8]);
      socket.shutdownOutput();
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketException e) {
      // The server was first.
    }
  }
}
