package io.edgeauth.config;

import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.authn.mtls.Mtls;
import io.edgeauth.authn.mtls.NameSource;
import io.edgeauth.certificate.CertificateFormat;
import io.edgeauth.certificate.ExtendedKeyUsage;
import io.edgeauth.certificate.RevocationSettings;
import io.edgeauth.keys.Secret;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code authenticators.*.mtls}. Used once. */
final class MtlsSection {

  private final Section section;
  private final Map<String, String> environment;
  private final Mtls mtls;

  MtlsSection(Section section, Map<String, String> environment) {
    this.section = section;
    this.environment = environment;
    this.mtls = Mtls.trustStore(trustStore(section));
  }

  /** A missing one has its problem, and is none for what it holds as well. */
  private static Path trustStore(Section section) {
    var unused = section.requiredText("trust-store");
    Path file = section.file("trust-store");
    return file == null ? Path.of("missing") : file;
  }

  AuthenticatorSpec read() {
    List<Secret> passwords = section.several("trust-store-password").secrets(environment);
    if (passwords.size() > 1) {
      section.problem("trust-store-password", "several (expected: one secret)");
    }
    if (!passwords.isEmpty()) {
      mtls.trustStorePassword(passwords.get(0));
    }
    mtls.subjects(section.texts("subjects", List.of()).toArray(String[]::new));
    if (section.has("identity-from")) {
      mtls.identityFrom(
          section.several("identity-from").choices(NameSource.class).toArray(NameSource[]::new));
    }
    mtls.extendedKeyUsage(
        section.choice("extended-key-usage", ExtendedKeyUsage.class, ExtendedKeyUsage.CLIENT_AUTH));
    mtls.maxDepth(section.integer("max-depth", 5, 1, 10));
    revocation();
    forwarded();
    section.end();
    return mtls;
  }

  private void revocation() {
    mtls.revocation(
        section.choice("revocation", RevocationSettings.Mode.class, RevocationSettings.Mode.NONE));
    for (String list : section.texts("crl", List.of())) {
      if (list.startsWith("https:") || list.startsWith("http:")) {
        URI url = url("crl", list);
        if (url != null) {
          mtls.crl(url);
        }
      } else {
        crlFile(list);
      }
    }
    String responder = section.text("ocsp-url");
    URI url = responder == null ? null : url("ocsp-url", responder);
    if (url != null) {
      mtls.ocspUrl(url);
    }
    if (section.flag("soft-fail", false)) {
      mtls.softFail();
    }
  }

  private void crlFile(String list) {
    try {
      mtls.crl(section.directory().resolve(list));
    } catch (InvalidPathException e) {
      section.problem("crl", Shown.value(list) + " (expected: a file or an address)");
    }
  }

  private @Nullable URI url(String key, String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      section.problem(key, "no address (expected: https://HOST/…)");
      return null;
    }
  }

  private void forwarded() {
    Section forwarded = section.sectionOrEmpty("forwarded");
    CertificateFormat format =
        forwarded.choice("format", CertificateFormat.class, CertificateFormat.RFC9440);
    String header = forwarded.text("header");
    if (header != null) {
      mtls.forwarded(header, format);
    } else if (forwarded.has("format")) {
      forwarded.problem("format", "without a header (expected: header: Client-Cert, or another)");
    }
    forwarded.end();
  }
}
