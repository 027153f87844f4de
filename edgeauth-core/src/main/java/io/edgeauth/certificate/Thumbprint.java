package io.edgeauth.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
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

  /**
   * Takes the thumbprint of a certificate.
   *
   * @param certificate any
   * @return it, or null where the certificate has no encoding
   */
  public static @Nullable Thumbprint of(X509Certificate certificate) {
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

  /**
   * As {@code x5t#S256} has it (<a href="https://www.rfc-editor.org/rfc/rfc8705#section-3.1">RFC
   * 8705</a>).
   *
   * @return 43 characters of base64url
   */
  public String base64Url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }

  /**
   * Compares with what a token says, in constant time.
   *
   * @param base64Url what stands in {@code x5t#S256}
   * @return whether it is this thumbprint, in its only writing
   */
  public boolean isBase64Url(String base64Url) {
    return MessageDigest.isEqual(base64Url().getBytes(UTF_8), base64Url.getBytes(UTF_8));
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
