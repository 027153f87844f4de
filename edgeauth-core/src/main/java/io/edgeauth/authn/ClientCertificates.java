package io.edgeauth.authn;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a server that ends TLS itself may know of client certificates before there is a request:
 * whose it asks for, and which need not be let in. Authenticators of certificates implement it
 * beside {@link Authenticator}; they judge the certificate of every request all the same.
 *
 * <p>Called by any thread, by several at once.
 */
public interface ClientCertificates {

  /**
   * The authorities whose certificates count now, for a server that names them in the handshake.
   *
   * @return their certificates, in any order
   */
  List<X509Certificate> authorities();

  /**
   * Tells whether a connection whose client shows this chain may be opened. May block where
   * somebody is asked about revocations.
   *
   * @param chain the client's certificate first
   * @return false where every request with it would be refused; true also where nobody can say now
   */
  boolean mayConnect(List<X509Certificate> chain);
}
