package io.edgeauth.certificate;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * One certificate in DER and base64. The JDK's factory also takes PEM, and ignores what stands
 * behind: here each certificate has one spelling. Stateless.
 */
final class EncodedCertificate {

  private static final int SEQUENCE = 0x30;

  private EncodedCertificate() {}

  /** The certificate, or null where the text is not exactly one. */
  static @Nullable X509Certificate decode(String base64) {
    byte[] der;
    try {
      der = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return null;
    }
    boolean canonical = Base64.getEncoder().encodeToString(der).equals(base64);
    return canonical && isOneSequence(der) ? parse(der) : null;
  }

  /** Whether the bytes are one DER element with a length of its own, and nothing behind. */
  private static boolean isOneSequence(byte[] der) {
    if (der.length < 4 || der[0] != SEQUENCE) {
      return false;
    }
    int first = der[1] & 0xFF;
    if (first < 0x80) {
      return der.length == 2 + first;
    }
    int octets = first & 0x7F;
    if (octets < 1 || octets > 3) {
      return false;
    }
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = length << 8 | (der[2 + i] & 0xFF);
    }
    return der.length == 2 + octets + length;
  }

  private static @Nullable X509Certificate parse(byte[] der) {
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      return Arrays.equals(certificate.getEncoded(), der) ? certificate : null;
    } catch (CertificateException | RuntimeException e) {
      return null; // the JDK's parser throws more than it declares
    }
  }
}
