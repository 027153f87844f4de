package io.edgeauth.authn.bound;

import io.edgeauth.http.EdgeRequest;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares a client's certificate with the one that its token is bound to. Who issued it does not
 * matter: the client has proven its key in the handshake, and a self-signed one does as well.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8705#section-3">RFC 8705, section 3</a>
 */
final class CertificateBinding {

  private CertificateBinding() {}

  /** Why the request does not come from whom the token is bound to, or null. */
  static @Nullable String fault(EdgeRequest request, byte[] thumbprint) {
    List<X509Certificate> certificates = request.peerCertificates();
    if (certificates.isEmpty()) {
      return "a token that is bound to a certificate came without one";
    }
    try {
      byte[] own = Sha256.of(certificates.get(0).getEncoded());
      return MessageDigest.isEqual(own, thumbprint)
          ? null
          : "a token that is bound to another certificate";
    } catch (CertificateEncodingException e) {
      return "a certificate that cannot be read";
    }
  }
}
