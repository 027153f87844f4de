package io.edgeauth.certificate;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a certificate's DER: it is this certificate and no other, also where another has
 * the same key and names. Immutable; equality takes constant time.
 */
public final class Thumbprint {

  private final byte[] digest;

  private Thumbprint(byte[] digest) {
    this.digest = digest;
  }

  /** That of a certificate, or null where it has no encoding. */
  static @Nullable Thumbprint of(X509Certificate certificate) {
    try {
      return ofEncoded(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      return null;
    }
  }

  static Thumbprint ofEncoded(byte[] der) {
    return new Thumbprint(sha256().digest(der));
  }

  static Thumbprint ofDigest(byte[] digest) {
    return new Thumbprint(digest);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * In lower-case hexadecimal, as Envoy's {@code Hash} has it.
   *
   * @return 64 characters
   */
  public String hex() {
    return HexFormat.of().formatHex(digest);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Thumbprint that && MessageDigest.isEqual(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return ByteBuffer.wrap(digest).getInt();
  }

  @Override
  public String toString() {
    return hex();
  }
}
