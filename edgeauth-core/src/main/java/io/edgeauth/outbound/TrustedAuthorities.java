package io.edgeauth.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The certificate authorities that calls out trust: the JDK's and those of a PEM bundle. */
final class TrustedAuthorities {

  private final @Nullable X509TrustManager manager;

  private TrustedAuthorities(@Nullable X509TrustManager manager) {
    this.manager = manager;
  }

  /**
   * Reads a bundle.
   *
   * @param bundle null for the JDK's authorities alone
   * @throws IllegalArgumentException if it cannot be used; the message says why
   */
  static TrustedAuthorities read(@Nullable Path bundle) {
    try {
      return new TrustedAuthorities(bundle == null ? null : manager(storeOf(bundle)));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          bundle + " cannot be used (expected: certificates in PEM): " + e.getMessage(), e);
    }
  }

  /** The TLS of calls that show a certificate, or none. */
  SSLContext context(@Nullable ClientCertificate certificate) {
    try {
      if (manager == null && certificate == null) {
        return SSLContext.getDefault();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          certificate == null ? null : certificate.keyManagers(),
          manager == null ? null : new TrustManager[] {manager},
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  X509TrustManager manager() {
    if (manager != null) {
      return manager;
    }
    try {
      return manager(null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /** A store with the JDK's authorities and the bundle's. */
  private static KeyStore storeOf(Path bundle) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (Certificate authority : manager(null).getAcceptedIssuers()) {
      store.setCertificateEntry("jdk-" + number++, authority);
    }
    Collection<? extends Certificate> own = certificates(bundle);
    if (own.isEmpty()) {
      throw new IOException("it holds no certificate");
    }
    for (Certificate authority : own) {
      store.setCertificateEntry("own-" + number++, authority);
    }
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path bundle)
      throws IOException, GeneralSecurityException {
    try (InputStream pem = Files.newInputStream(bundle)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(pem);
    }
  }

  private static X509TrustManager manager(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("the JDK has no X.509 trust manager");
  }
}
