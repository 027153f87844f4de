package io.edgeauth.oauth;

import io.edgeauth.keys.Secret;
import io.edgeauth.outbound.ClientCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a private key and its certificate chain: PEM with a PKCS#8 key, or PKCS#12, told apart by
 * their first byte.
 */
final class KeyMaterial {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
  private static final String EXPECTED =
      " (expected: a PKCS#8 private key and its certificates in PEM, or PKCS#12 with its password"
          + " as client-secret)";
  private static final byte DER_SEQUENCE = 0x30;

  private final Path file;

  private KeyMaterial(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param password of a PKCS#12 file, or null
   * @throws InvalidClientException if it cannot be used
   */
  static ClientCertificate read(Path file, @Nullable Secret password) {
    return new KeyMaterial(file).read(password);
  }

  private ClientCertificate read(@Nullable Secret password) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw fault("cannot be read");
    }
    try {
      return bytes.length > 0 && bytes[0] == DER_SEQUENCE
          ? ofStore(bytes, password)
          : ofPem(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      if (e instanceof InvalidClientException told) {
        throw told;
      }
      throw fault("cannot be used"); // what the libraries say may quote what they read
    }
  }

  private ClientCertificate ofStore(byte[] bytes, @Nullable Secret password)
      throws IOException, GeneralSecurityException {
    if (password == null) {
      throw new InvalidClientException(
          ClientCredentials.SECRET, "missing (expected: the password of " + file + ")");
    }
    char[] characters = SecretProof.text(password).toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(new ByteArrayInputStream(bytes), characters);
    } catch (IOException e) {
      throw fault("cannot be opened with this client-secret");
    }
    List<String> keys = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        keys.add(alias);
      }
    }
    if (keys.size() != 1) {
      throw fault("holds " + keys.size() + " private keys, not one");
    }
    return ClientCertificate.of(store, characters);
  }

  private ClientCertificate ofPem(String pem) throws GeneralSecurityException, IOException {
    PrivateKey key = null;
    List<Certificate> chain = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      byte[] der = Base64.getMimeDecoder().decode(block.group(2));
      switch (block.group(1)) {
        case "CERTIFICATE" -> chain.add(certificate(der));
        case "PRIVATE KEY" -> {
          if (key != null) {
            throw fault("holds two private keys");
          }
          key = privateKey(der);
        }
        case "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY" ->
            throw fault("has a private key in another form than PKCS#8, or an encrypted one");
        default -> {
          // Parameters of a curve, a comment of a tool: nothing that is shown.
        }
      }
    }
    if (key == null || chain.isEmpty()) {
      throw fault(key == null ? "has no private key" : "has no certificate");
    }
    if (!belongTogether(key, chain.get(0).getPublicKey())) {
      throw fault("has a first certificate that is another key's");
    }
    return ClientCertificate.of(store(key, chain), new char[0]);
  }

  private static KeyStore store(PrivateKey key, List<Certificate> chain)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("client", key, new char[0], chain.toArray(Certificate[]::new));
    return store;
  }

  private static Certificate certificate(byte[] der) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(der));
  }

  /** PKCS#8 says of which kind the key is, and the JDK wants to be told. */
  private PrivateKey privateKey(byte[] der) throws GeneralSecurityException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
    for (String kind : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // Of another kind.
      }
    }
    throw fault("has a private key that is neither RSA, EC nor Ed25519");
  }

  private static boolean belongTogether(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    byte[] content = {1, 2, 3};
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(content);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(content);
    return signature.verify(signed);
  }

  private InvalidClientException fault(String message) {
    return new InvalidClientException(ClientCredentials.KEY_FILE, file + " " + message + EXPECTED);
  }
}
