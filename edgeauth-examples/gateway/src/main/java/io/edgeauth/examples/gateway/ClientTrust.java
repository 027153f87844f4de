package io.edgeauth.examples.gateway;

import io.edgeauth.authn.ClientCertificates;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Which clients' certificates end a handshake. Every request is judged by its route's authenticator
 * all the same; so where certificates are only wanted, the handshake takes any whose key the client
 * has, and the client is told in an answer what is wrong with it.
 *
 * <p>Any thread may ask it. It may block where somebody is asked about revocations.
 */
final class ClientTrust extends X509ExtendedTrustManager {

  private static final X509Certificate[] NONE = {};

  private final ClientCertificates certificates;
  private volatile boolean needed;

  ClientTrust(ClientCertificates certificates) {
    this.certificates = certificates;
  }

  void needed(boolean value) {
    needed = value;
  }

  /** Whose certificates clients are asked for. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return certificates.authorities().toArray(NONE);
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
