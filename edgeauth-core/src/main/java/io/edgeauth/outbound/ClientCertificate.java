package io.edgeauth.outbound;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * A certificate with its private key, which calls out show to whom they call. Immutable; equal to
 * itself alone, so that connections which were made with another are never used for it.
 */
public final class ClientCertificate {

  private final KeyManager[] keyManagers;

  private ClientCertificate(KeyManager[] keyManagers) {
    this.keyManagers = keyManagers;
  }

  /**
   * Takes the certificate of a key store.
   *
   * @param store holds one private key with its chain
   * @param password opens the key
   * @return the certificate
   * @throws IllegalArgumentException if the key cannot be opened; the message says why
   */
  public static ClientCertificate of(KeyStore store, char[] password) {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password);
      return new ClientCertificate(factory.getKeyManagers());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the private key cannot be used: " + e.getMessage(), e);
    }
  }

  KeyManager[] keyManagers() {
    return keyManagers.clone();
  }
}
