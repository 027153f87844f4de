package io.edgeauth.authn.mtls;

import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.AuthenticatorContext;
import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.authn.InvalidSpecException;
import io.edgeauth.authn.InvalidSpecException.Fault;
import io.edgeauth.certificate.CertificateFormat;
import io.edgeauth.certificate.ChainSettings;
import io.edgeauth.certificate.ChainValidator;
import io.edgeauth.certificate.ExtendedKeyUsage;
import io.edgeauth.certificate.ForwardedCertificates;
import io.edgeauth.certificate.RevocationSettings;
import io.edgeauth.certificate.SubjectPattern;
import io.edgeauth.http.HeaderName;
import io.edgeauth.keys.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which client certificates count, and whom they name. A certificate identifies a client: the
 * machine or workload that is calling.
 *
 * <p>A builder for one thread; what it creates is for any.
 */
public final class Mtls implements AuthenticatorSpec {

  /** Headers that proxies and clients send for something else, and that are read for it. */
  private static final List<String> TAKEN =
      List.of(
          "Authorization",
          "Connection",
          "Content-Length",
          "Content-Type",
          "Cookie",
          "DPoP",
          "Forwarded",
          "Host",
          "Transfer-Encoding",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Proto");

  private static final List<NameSource> ALL_NAMES = List.of(NameSource.values());

  private final Path trustStore;
  private @Nullable Secret password;
  private final List<String> subjects = new ArrayList<>();
  private List<NameSource> identityFrom = ALL_NAMES;
  private ExtendedKeyUsage extendedKeyUsage = ExtendedKeyUsage.CLIENT_AUTH;
  private int maxDepth = 5;
  private RevocationSettings.Mode revocation = RevocationSettings.Mode.NONE;
  private final List<Path> crlFiles = new ArrayList<>();
  private final List<URI> crlUrls = new ArrayList<>();
  private @Nullable URI ocspUrl;
  private boolean softFail;
  private @Nullable String header;
  private CertificateFormat format = CertificateFormat.RFC9440;

  private Mtls(Path trustStore) {
    this.trustStore = trustStore;
  }

  /**
   * Begins with the authorities whose certificates count.
   *
   * @param file a PEM bundle or PKCS#12; a change is taken over
   * @return the specification
   */
  public static Mtls trustStore(Path file) {
    return new Mtls(file);
  }

  /**
   * Sets what opens a trust store in PKCS#12.
   *
   * @param secret the password; PEM has none
   * @return this
   */
  public Mtls trustStorePassword(Secret secret) {
    password = secret;
    return this;
  }

  /**
   * Names the certificates that may come. Without any, all of the authorities' may.
   *
   * @param patterns globs of SPIFFE ids, other URIs, DNS names and addresses, or whole subjects, as
   *     {@link SubjectPattern} has them; others are refused with 403
   * @return this
   */
  public Mtls subjects(String... patterns) {
    subjects.addAll(Arrays.asList(patterns));
    return this;
  }

  /**
   * Sets by which names owners are known.
   *
   * @param sources the first that a certificate has counts; by default all, in the order of {@link
   *     NameSource}
   * @return this
   */
  public Mtls identityFrom(NameSource... sources) {
    identityFrom = List.of(sources);
    return this;
  }

  /**
   * Sets what certificates must be meant for.
   *
   * @param usage by default {@link ExtendedKeyUsage#CLIENT_AUTH}
   * @return this
   */
  public Mtls extendedKeyUsage(ExtendedKeyUsage usage) {
    extendedKeyUsage = usage;
    return this;
  }

  /**
   * Sets how many authorities may stand above a certificate.
   *
   * @param authorities by default 5, from 1 to 10
   * @return this
   */
  public Mtls maxDepth(int authorities) {
    maxDepth = authorities;
    return this;
  }

  /**
   * Sets who is asked about revocations.
   *
   * @param mode by default nobody
   * @return this
   */
  public Mtls revocation(RevocationSettings.Mode mode) {
    revocation = mode;
    return this;
  }

  /**
   * Adds a list of revocations in a file, which is watched.
   *
   * @param file PEM or DER
   * @return this
   */
  public Mtls crl(Path file) {
    crlFiles.add(file);
    return this;
  }

  /**
   * Adds a list of revocations at an address. Addresses in certificates are never followed.
   *
   * @param url where it is fetched before its {@code nextUpdate}
   * @return this
   */
  public Mtls crl(URI url) {
    crlUrls.add(url);
    return this;
  }

  /**
   * Sets the OCSP responder.
   *
   * @param url its address
   * @return this
   */
  public Mtls ocspUrl(URI url) {
    ocspUrl = url;
    return this;
  }

  /**
   * Lets certificates pass of which nobody can say whether they were revoked.
   *
   * @return this
   */
  public Mtls softFail() {
    softFail = true;
    return this;
  }

  /**
   * Says in which header a proxy in front passes the certificate on. It is believed only from
   * trusted proxies; from them nothing else counts, and from anyone else it is removed.
   *
   * @param name the header
   * @param how how the proxy writes it
   * @return this
   */
  public Mtls forwarded(String name, CertificateFormat how) {
    header = name;
    format = how;
    return this;
  }

  @Override
  public Authenticator create(AuthenticatorContext context) {
    List<Fault> faults = new ArrayList<>();
    List<SubjectPattern> patterns = patterns(faults);
    if (identityFrom.isEmpty()) {
      faults.add(new Fault("identity-from", "none (expected: of san-uri, san-dns, san-email, cn)"));
    }
    String named = header == null ? null : headerFault(header);
    if (named != null) {
      faults.add(new Fault("forwarded.header", named));
    }
    if (softFail && revocation == RevocationSettings.Mode.NONE) {
      faults.add(new Fault("soft-fail", "has no effect (expected: revocation: crl or ocsp)"));
    }
    ChainValidator validator = faults.isEmpty() ? open(context, faults) : null;
    if (validator == null) {
      throw new InvalidSpecException(faults);
    }
    return new MtlsAuthenticator(
        validator,
        new CertificateProof(identityFrom, patterns),
        header == null ? null : ForwardedCertificates.of(header, format),
        context.clientAddresses(),
        context.realm());
  }

  private static @Nullable String headerFault(String name) {
    if (!HeaderName.isToken(name)) {
      return "no header's name (expected: such as Client-Cert)";
    }
    return TAKEN.stream().anyMatch(other -> HeaderName.same(other, name))
        ? name + " means something else (expected: such as Client-Cert)"
        : null;
  }

  /**
   * The header in which a proxy passes certificates on.
   *
   * @return its name, or null where the connection's own count
   */
  public @Nullable String forwardedHeader() {
    return header;
  }

  private List<SubjectPattern> patterns(List<Fault> faults) {
    List<SubjectPattern> patterns = new ArrayList<>();
    for (String subject : subjects) {
      try {
        patterns.add(SubjectPattern.parse(subject));
      } catch (IllegalArgumentException e) {
        faults.add(new Fault("subjects", String.valueOf(e.getMessage())));
      }
    }
    return patterns;
  }

  private @Nullable ChainValidator open(AuthenticatorContext context, List<Fault> faults) {
    RevocationSettings asked = null;
    try {
      asked =
          new RevocationSettings(
              revocation,
              crlFiles,
              crlUrls,
              ocspUrl,
              softFail,
              RevocationSettings.NONE.connectTimeout(),
              RevocationSettings.NONE.totalTimeout(),
              context.outbound());
      ChainSettings settings =
          new ChainSettings(trustStore, password, extendedKeyUsage, maxDepth, asked);
      return ChainValidator.open(settings, context.runtime());
    } catch (IllegalArgumentException e) {
      faults.add(fault(String.valueOf(e.getMessage()), asked == null));
      return null;
    }
  }

  /** Settings name their key before a colon; files are told as what they are. */
  private static Fault fault(String message, boolean ofRevocation) {
    int colon = message.indexOf(": ");
    boolean named = colon > 0 && message.substring(0, colon).matches("[a-z-]+");
    if (named) {
      return new Fault(message.substring(0, colon), message.substring(colon + 2));
    }
    return new Fault(ofRevocation ? "revocation" : "trust-store", message);
  }

  @Override
  public List<String> loosenings() {
    List<String> loosenings = new ArrayList<>();
    if (softFail) {
      loosenings.add("soft-fail, certificates pass whose revocation nobody can tell");
    }
    if (extendedKeyUsage == ExtendedKeyUsage.ANY) {
      loosenings.add("extended-key-usage: any, certificates of servers pass too");
    }
    return loosenings;
  }
}
