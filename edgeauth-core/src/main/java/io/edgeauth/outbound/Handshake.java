package io.edgeauth.outbound;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Connects to an address, and with https comes to terms with the server, as a call would; then it
 * goes. No certificate of ours is shown.
 *
 * @param uri where to
 * @param tls whom to believe
 * @param timer ends what takes too long
 */
record Handshake(URI uri, SSLContext tls, ScheduledExecutorService timer) {

  /** Blocks for at most the timeout, save where the machine's name service hangs. */
  boolean succeeds(Duration timeout) {
    try (Socket socket = new Socket()) {
      // The socket's own timeout holds for each read, and a server may send a byte a second.
      Future<?> deadline =
          timer.schedule(() -> close(socket), timeout.toNanos(), TimeUnit.NANOSECONDS);
      try {
        shake(socket, timeout);
      } finally {
        deadline.cancel(false);
      }
      return true;
    } catch (IOException | RejectedExecutionException e) {
      return false;
    }
  }

  private void shake(Socket socket, Duration timeout) throws IOException {
    boolean plain = "http".equalsIgnoreCase(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : plain ? 80 : 443;
    int millis = (int) Math.max(1, timeout.toMillis());
    socket.connect(new InetSocketAddress(uri.getHost(), port), millis);
    if (plain) {
      return;
    }
    SSLSocket secured =
        (SSLSocket) tls.getSocketFactory().createSocket(socket, uri.getHost(), port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // else any name would do
    secured.setSSLParameters(parameters);
    secured.startHandshake();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }
}
