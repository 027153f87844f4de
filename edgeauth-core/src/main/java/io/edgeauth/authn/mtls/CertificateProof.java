package io.edgeauth.authn.mtls;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.certificate.CertificateNames;
import io.edgeauth.certificate.ChainVerdict.Trusted;
import io.edgeauth.certificate.DistinguishedName;
import io.edgeauth.certificate.SubjectPattern;
import io.edgeauth.identity.Credential;
import io.edgeauth.reason.Reasons;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate that counts proves: its owner's name, as a client's.
 *
 * @param identityFrom by which names owners are known; the first that there is
 * @param subjects which of them may come; empty for all
 */
record CertificateProof(List<NameSource> identityFrom, List<SubjectPattern> subjects) {

  AuthenticationResult of(Trusted trusted) {
    CertificateNames names = trusted.names();
    String name = name(names);
    if (name == null) {
      return new Refused(Reasons.CERTIFICATE_NAME, "it has none of the names of identity-from");
    }
    if (!isMeant(name, names.subject())) {
      return new Refused(Reasons.CERTIFICATE_SUBJECT, "subjects names neither " + name + " nor it");
    }
    X509Certificate certificate = trusted.certificate();
    return new Authenticated(
        Credential.builder("mtls")
            .client(name)
            .email(names.emails().isEmpty() ? null : names.emails().get(0))
            .attribute("certificate.cn", commonName(names.subject()))
            .attribute("certificate.san-uri", names.uris())
            .attribute("certificate.san-dns", names.dns())
            .attribute("certificate.subject", names.subject().toString())
            .attribute("certificate.issuer", issuer(certificate))
            .attribute("certificate.serial", certificate.getSerialNumber().toString(16))
            .attribute("certificate.fingerprint", trusted.thumbprint().hex())
            .attribute("certificate.pem", pem(certificate))
            .expiresAt(certificate.getNotAfter().toInstant())
            .build());
  }

  private @Nullable String name(CertificateNames names) {
    for (NameSource source : identityFrom) {
      String name = source.in(names);
      if (name != null) {
        return name;
      }
    }
    return null;
  }

  private boolean isMeant(String name, DistinguishedName subject) {
    if (subjects.isEmpty()) {
      return true;
    }
    for (SubjectPattern pattern : subjects) {
      if (pattern.matches(name, subject)) {
        return true;
      }
    }
    return false;
  }

  /** As it is written, for backends that want it; nobody is known by it beside other names. */
  private static @Nullable String commonName(DistinguishedName subject) {
    List<String> names = subject.commonNames();
    boolean readable = names.size() == 1 && names.get(0).chars().noneMatch(Character::isISOControl);
    return readable ? names.get(0) : null;
  }

  private static @Nullable String issuer(X509Certificate certificate) {
    DistinguishedName issuer = DistinguishedName.of(certificate.getIssuerX500Principal());
    return issuer == null ? null : issuer.toString();
  }

  /** On one line, with spaces in place of its breaks, which no header can have. */
  private static @Nullable String pem(X509Certificate certificate) {
    try {
      return "-----BEGIN CERTIFICATE----- "
          + Base64.getEncoder().encodeToString(certificate.getEncoded())
          + " -----END CERTIFICATE-----";
    } catch (CertificateEncodingException e) {
      return null;
    }
  }
}
