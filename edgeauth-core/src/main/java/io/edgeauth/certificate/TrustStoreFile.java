package io.edgeauth.certificate;

import io.edgeauth.keys.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a trust store: what is trusted is what stands in it, all of it authorities. */
final class TrustStoreFile {

  private static final long MAX_BYTES = 16 * 1024 * 1024;
  private static final int MAX_AUTHORITIES = 4096;

  private static final String PEM = "-----BEGIN CERTIFICATE-----";

  private TrustStoreFile() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it cannot be used; the message says what is expected, and
   *     shows no password
   */
  static List<CertificateContent> read(Path file, @Nullable Secret password) {
    List<CertificateContent> authorities = new ArrayList<>();
    for (X509Certificate certificate : certificates(file, password)) {
      String at = file + ": certificate " + (authorities.size() + 1);
      try {
        CertificateContent content = CertificateContent.of(certificate);
        content.checkKey();
        if (!content.isAuthority()) {
          throw fault(
              at
                  + " is no authority's (expected: basic constraints with CA:TRUE; clients' own"
                  + " certificates do not belong here)");
        }
        authorities.add(content);
      } catch (ChainFault e) {
        throw fault(at + " cannot be used: " + e.detail());
      }
    }
    if (authorities.isEmpty() || authorities.size() > MAX_AUTHORITIES) {
      throw fault(
          file
              + ": it holds "
              + (authorities.isEmpty() ? "no" : "too many")
              + " authorities (expected: certificates in PEM, each from "
              + PEM
              + ", or PKCS#12 with trusted certificates as keytool -importcert makes it)");
    }
    return List.copyOf(authorities);
  }

  private static IllegalArgumentException fault(String message) {
    return new IllegalArgumentException(message);
  }

  private static List<X509Certificate> certificates(Path file, @Nullable Secret password) {
    try {
      byte[] content = bytes(file);
      boolean pkcs12 = content.length > 0 && content[0] == Der.SEQUENCE;
      if (pkcs12 != (password != null)) {
        throw fault(
            file
                + (pkcs12
                    ? ": it is PKCS#12, or DER, without a password (expected:"
                        + " trust-store-password beside it, or certificates in PEM)"
                    : ": it is no PKCS#12 (expected: PKCS#12, or no trust-store-password)"));
      }
      return password == null ? ofPem(file, content) : ofPkcs12(content, password);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          file
              + " cannot be used (expected: certificates in PEM, or PKCS#12 with its password): "
              + describe(e),
          e);
    }
  }

  private static String describe(Exception e) {
    return e.getCause() instanceof UnrecoverableKeyException
        ? "the password is wrong"
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  private static byte[] bytes(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "it is not there");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("it has more than " + MAX_BYTES + " bytes");
    }
    byte[] content = Files.readAllBytes(file);
    if (content.length == 0) {
      throw new IOException("it is empty");
    }
    return content;
  }

  /** The JDK skips what it does not find the beginning of; so what it found is counted. */
  private static List<X509Certificate> ofPem(Path file, byte[] content)
      throws GeneralSecurityException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Certificate certificate :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(content))) {
      certificates.add((X509Certificate) certificate);
    }
    int begun =
        new String(content, StandardCharsets.ISO_8859_1).split("-----BEGIN ", -1).length - 1;
    if (begun != certificates.size()) {
      throw fault(
          file
              + ": "
              + begun
              + " PEM blocks, of which "
              + certificates.size()
              + " are certificates"
              + " (expected: certificates alone)");
    }
    return certificates;
  }

  private static List<X509Certificate> ofPkcs12(byte[] content, Secret password)
      throws IOException, GeneralSecurityException {
    char[] characters = new String(password.read(), StandardCharsets.UTF_8).toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), characters);
      List<X509Certificate> certificates = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isCertificateEntry(alias)
            && store.getCertificate(alias) instanceof X509Certificate certificate) {
          certificates.add(certificate);
        }
      }
      return certificates;
    } finally {
      Arrays.fill(characters, '\0');
    }
  }
}
