package io.edgeauth.authn.mtls;

import io.edgeauth.certificate.CertificateNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which of a certificate's names its owner is known by. */
public enum NameSource {
  /** The first URI among the alternative names, such as a SPIFFE id. */
  SAN_URI,
  /** The first DNS name among them. */
  SAN_DNS,
  /** The first email address among them. */
  SAN_EMAIL,
  /** CN of the subject, where there are no alternative names. */
  CN;

  @Nullable String in(CertificateNames names) {
    return switch (this) {
      case SAN_URI -> first(names.uris());
      case SAN_DNS -> first(names.dns());
      case SAN_EMAIL -> first(names.emails());
      case CN -> names.commonName();
    };
  }

  private static @Nullable String first(List<String> names) {
    return names.isEmpty() ? null : names.get(0);
  }
}
