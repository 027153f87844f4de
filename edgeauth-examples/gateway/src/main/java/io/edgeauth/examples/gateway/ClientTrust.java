package io.edgeauth.examples.gateway;

import io.edgeauth.authn.ClientCertificates;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;

/**
 * Which clients' certificates end a handshake. Every request is judged by its route's authenticator
 * all the same; so where certificates are only wanted, the handshake takes any whose key the client
 * has, and the client is told in an answer what is wrong with it.
 *
 * <p>Any thread may ask it. It may block where somebody is asked about revocations.
 */
final class ClientTrust extends X509ExtendedTrustManager {

  private static final X509Certificate[] NONE = {};

  /** The JDK's clients end handshakes in which a message has more than 32 KiB. */
  private static final int MAX_BYTES_OF_NAMES = 16 * 1024;

  private final ClientCertificates certificates;
  private volatile boolean needed;

  ClientTrust(ClientCertificates certificates) {
    this.certificates = certificates;
  }

  void needed(boolean value) {
    needed = value;
  }

  /**
   * Whose certificates clients are asked for, one of each name. None where there are more than
   * handshakes hold: so clients may show whichever they have (RFC 5246, section 7.4.4).
   */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    Map<X500Principal, X509Certificate> named = new LinkedHashMap<>();
    int bytes = 0;
    for (X509Certificate authority : certificates.authorities()) {
      X500Principal name = authority.getSubjectX500Principal();
      if (named.putIfAbsent(name, authority) == null) {
        bytes += 2 + name.getEncoded().length;
      }
      if (bytes > MAX_BYTES_OF_NAMES) {
        return NONE;
      }
    }
    return named.values().toArray(NONE);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType)
      throws CertificateException {
    if (needed && !certificates.mayConnect(List.of(chain))) {
      throw new CertificateException("a client's certificate that no authenticator takes");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, keyType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, keyType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType)
      throws CertificateException {
    throw new CertificateException("this side is the server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, keyType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, keyType);
  }
}
