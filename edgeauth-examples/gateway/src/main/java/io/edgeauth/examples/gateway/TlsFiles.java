package io.edgeauth.examples.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The PEM files of a TLS server.
 *
 * @param certificate the server's certificate first, then those that lead to its authority
 * @param key its private key, without a password
 */
record TlsFiles(Path certificate, Path key) {

  /** A key store wants a password; this one never leaves the process. */
  static final String PASSWORD = "in-memory";

  /**
   * Reads both files.
   *
   * @return a key store for {@link #PASSWORD} that was never on a disk
   * @throws PemException naming the file that is wrong
   */
  KeyStore read() throws PemException {
    List<Certificate> chain = chain();
    PrivateKey privateKey = PemKey.read(key);
    if (!belongTogether(chain.get(0).getPublicKey(), privateKey)) {
      throw new PemException(key, "not the key of the certificate");
    }
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "gateway", privateKey, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new PemException(
          certificate, "not taken by the JDK (" + e.getClass().getSimpleName() + ")");
    }
  }

  private List<Certificate> chain() throws PemException {
    List<Certificate> chain = new ArrayList<>();
    for (PemFile.Block block : PemFile.read(certificate)) {
      if (block.label().equals("CERTIFICATE")) {
        try {
          chain.add(
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(block.der())));
        } catch (GeneralSecurityException e) {
          throw new PemException(certificate, "a damaged certificate");
        }
      }
    }
    if (chain.isEmpty()) {
      throw new PemException(certificate, "no certificate (expected: CERTIFICATE in PEM)");
    }
    return chain;
  }

  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
    String algorithm =
        switch (privateKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      byte[] message = {1};
      signature.initSign(privateKey);
      signature.update(message);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
