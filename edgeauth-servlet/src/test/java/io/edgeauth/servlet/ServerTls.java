package io.edgeauth.servlet;

import io.edgeauth.fixtures.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;

/**
 * The authority, the certificate of containers and the stores of both, made once for a run. A
 * container asks clients for certificates of the authority, and lets those in who have none.
 */
final class ServerTls {

  static final String PASSWORD = "of-a-test";

  private static final ServerTls MADE = make();

  private final TestCertificate authority;
  private final KeyStore keys;
  private final KeyStore trusted;

  private ServerTls(TestCertificate authority, KeyStore keys, KeyStore trusted) {
    this.authority = authority;
    this.keys = keys;
    this.trusted = trusted;
  }

  private static ServerTls make() {
    try {
      TestCertificate authority =
          TestCertificate.root("authority").from(hours(-1)).until(hours(12)).make();
      TestCertificate server =
          authority
              .leaf("localhost")
              .names(new GeneralName(GeneralName.iPAddress, "127.0.0.1"))
              .extension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
              .from(hours(-1))
              .until(hours(12))
              .make();
      KeyStore trusted = empty();
      trusted.setCertificateEntry("authority", authority.certificate());
      return new ServerTls(authority, store(server), trusted);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Instant hours(int hours) {
    return Instant.now().plus(Duration.ofHours(hours));
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static KeyStore store(TestCertificate own, X509Certificate... above)
      throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    Certificate[] chain =
        Stream.concat(Stream.of(own.certificate()), Stream.of(above)).toArray(Certificate[]::new);
    store.setKeyEntry("own", own.keys().getPrivate(), PASSWORD.toCharArray(), chain);
    return store;
  }

  /** The authority of everybody's certificates. */
  static X509Certificate authority() {
    return MADE.authority.certificate();
  }

  /** A client's certificate. */
  static TestCertificate client(String name) throws Exception {
    return client(name, MADE.authority);
  }

  /** An authority between the one that is trusted and clients. */
  static TestCertificate intermediate(String name) throws Exception {
    return MADE.authority.intermediate(name).from(hours(-1)).until(hours(12)).make();
  }

  /** A client's certificate by another authority than the one that is trusted. */
  static TestCertificate client(String name, TestCertificate by) throws Exception {
    return by.leaf(name).from(hours(-1)).until(hours(12)).make();
  }

  static KeyStore keys() {
    return MADE.keys;
  }

  static KeyStore trusted() {
    return MADE.trusted;
  }

  /** Writes a store for containers that want files. */
  static Path write(KeyStore store) {
    try {
      Path file = Files.createTempFile("edgeauth-tls", ".p12");
      file.toFile().deleteOnExit();
      try (OutputStream out = Files.newOutputStream(file)) {
        store.store(out, PASSWORD.toCharArray());
      }
      return file;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The server's side. */
  static SSLContext server() {
    return context(MADE.keys);
  }

  /** A client's side; null for one without a certificate. */
  static SSLContext clientOf(@Nullable TestCertificate shown, X509Certificate... above)
      throws Exception {
    return context(shown == null ? empty() : store(shown, above));
  }

  private static SSLContext context(KeyStore own) {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, PASSWORD.toCharArray());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(MADE.trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
