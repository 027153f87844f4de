package io.edgeauth.examples.gateway;

import io.edgeauth.fixtures.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A client that opens connections to a gateway for the host {@code localhost}, and keeps the
 * sessions of those before.
 *
 * @param protocol {@code TLSv1.2} or {@code TLSv1.3}
 */
record TlsClient(URI gateway, SSLContext context, String protocol) {

  private static final char[] PASSWORD = "of-a-test".toCharArray();

  /**
   * Makes one.
   *
   * @param shown null for a client without a certificate
   */
  static TlsClient to(
      URI gateway, X509Certificate trusted, @Nullable TestCertificate shown, String protocol)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("gateway", trusted);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    if (shown != null) {
      Certificate[] chain = {shown.certificate()};
      own.setKeyEntry("own", shown.keys().getPrivate(), PASSWORD, chain);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return new TlsClient(gateway, context, protocol);
  }

  /** Connects for {@code localhost}; the handshake comes with the first use. */
  SSLSocket connect() throws IOException {
    return connect(List.of(new SNIHostName("localhost")));
  }

  /**
   * Connects.
   *
   * @param names the hosts that are named in the handshake
   */
  SSLSocket connect(List<SNIServerName> names) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", gateway.getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(names);
    socket.setSSLParameters(parameters);
    socket.setEnabledProtocols(new String[] {protocol});
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** Asks over a connection of its own, and reads the answer whole. */
  String get(String path, String host) throws IOException {
    try (SSLSocket socket = connect()) {
      send(socket, path, host, "Connection: close\r\n");
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  String get(String path) throws IOException {
    return get(path, "localhost");
  }

  static void send(SSLSocket socket, String path, String host, String more) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
