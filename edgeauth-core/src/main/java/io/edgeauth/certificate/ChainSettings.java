package io.edgeauth.certificate;

import io.edgeauth.keys.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which chains of certificates count. There is no way to leave out signatures, validity or names.
 *
 * @param trustStore a PEM bundle or PKCS#12 of the authorities that are trusted, watched
 * @param trustStorePassword of PKCS#12; null for PEM
 * @param extendedKeyUsage what the certificate must be meant for
 * @param maxDepth how many authorities may stand above a certificate, the trusted one among them; 1
 *     to 10
 * @param revocation who is asked about revocations
 */
public record ChainSettings(
    Path trustStore,
    @Nullable Secret trustStorePassword,
    ExtendedKeyUsage extendedKeyUsage,
    int maxDepth,
    RevocationSettings revocation) {

  /**
   * Checks the depth.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public ChainSettings {
    if (maxDepth < 1 || maxDepth > 10) {
      throw new IllegalArgumentException("max-depth: " + maxDepth + " (expected: 1 to 10)");
    }
  }

  /**
   * Certificates for clients, five levels, no revocation.
   *
   * @param trustStore a PEM bundle
   * @return the settings
   */
  public static ChainSettings of(Path trustStore) {
    return new ChainSettings(
        trustStore, null, ExtendedKeyUsage.CLIENT_AUTH, 5, RevocationSettings.NONE);
  }
}
