package io.edgeauth.examples.gateway;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A private key from a PEM file: PKCS #8, or the older forms of RSA (PKCS #1) and of elliptic
 * curves (SEC 1), which are wrapped as PKCS #8 because that is all that the JDK reads.
 */
final class PemKey {

  private static final String EXPECTED =
      " (expected: PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY in PEM)";

  private PemKey() {}

  static PrivateKey read(Path file) throws PemException {
    for (PemFile.Block block : PemFile.read(file)) {
      byte[] pkcs8 = pkcs8(file, block);
      if (pkcs8 != null) {
        return key(file, pkcs8);
      }
    }
    throw new PemException(file, "no private key" + EXPECTED);
  }

  private static byte @Nullable [] pkcs8(Path file, PemFile.Block block) throws PemException {
    try {
      return switch (block.label()) {
        case "PRIVATE KEY" -> block.der();
        case "RSA PRIVATE KEY" -> Der.rsaAsPkcs8(block.der());
        case "EC PRIVATE KEY" -> Der.curveAsPkcs8(block.der());
        case "ENCRYPTED PRIVATE KEY" ->
            throw new PemException(file, "an encrypted key (expected: one without a password)");
        default -> null;
      };
    } catch (IllegalArgumentException e) {
      throw new PemException(file, "a damaged private key" + EXPECTED);
    }
  }

  private static PrivateKey key(Path file, byte[] pkcs8) throws PemException {
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        // a key of another algorithm
      }
    }
    throw new PemException(
        file, "a private key of no known algorithm (expected: RSA, EC or EdDSA)");
  }
}
