package io.edgeauth.certificate;

import io.edgeauth.outbound.OutboundAddress;
import io.edgeauth.outbound.OutboundSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked whether a certificate was revoked. Each certificate of a path is asked about but the
 * trusted authority's own.
 *
 * @param mode what is asked
 * @param crlFiles lists of revocations, PEM or DER, watched
 * @param crlUrls addresses of such lists, fetched before their {@code nextUpdate}
 * @param ocspUrl the OCSP responder, or null
 * @param softFail whether a certificate passes of which nobody can say; never one that was revoked,
 *     or that the responder does not know
 * @param connectTimeout how long connecting may take
 * @param totalTimeout how long a call may take, and how long a request waits for all of them
 * @param outbound what holds for calls out
 */
public record RevocationSettings(
    Mode mode,
    List<Path> crlFiles,
    List<URI> crlUrls,
    @Nullable URI ocspUrl,
    boolean softFail,
    Duration connectTimeout,
    Duration totalTimeout,
    OutboundSettings outbound) {

  /** What is asked about revocations. */
  public enum Mode {
    /** Nothing. */
    NONE,
    /** Lists. */
    CRL,
    /** A responder. */
    OCSP,
    /** A responder, and lists where it cannot say. */
    OCSP_OR_CRL;

    boolean usesLists() {
      return this == CRL || this == OCSP_OR_CRL;
    }

    boolean usesResponder() {
      return this == OCSP || this == OCSP_OR_CRL;
    }
  }

  /** Nobody is asked. */
  public static final RevocationSettings NONE =
      new RevocationSettings(
          Mode.NONE,
          List.of(),
          List.of(),
          null,
          false,
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          OutboundSettings.DEFAULTS);

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if something is missing that the mode needs, or an address may
   *     not be called; the message says what is expected
   */
  public RevocationSettings {
    crlFiles = List.copyOf(crlFiles);
    crlUrls = List.copyOf(crlUrls);
    if (mode.usesLists() && crlFiles.isEmpty() && crlUrls.isEmpty()) {
      throw new IllegalArgumentException(
          "crl: nothing (expected: a file or an address, since revocation asks for lists)");
    }
    if (!mode.usesLists() && !(crlFiles.isEmpty() && crlUrls.isEmpty())) {
      throw new IllegalArgumentException(
          "crl: has no effect (expected: revocation: crl or ocsp-or-crl)");
    }
    if (mode.usesResponder() != (ocspUrl != null)) {
      throw new IllegalArgumentException(
          mode.usesResponder()
              ? "ocsp-url: nothing (expected: the address of a responder)"
              : "ocsp-url: has no effect (expected: revocation: ocsp or ocsp-or-crl)");
    }
    for (URI url : crlUrls) {
      check("crl", url, outbound);
    }
    if (ocspUrl != null) {
      check("ocsp-url", ocspUrl, outbound);
    }
    if (totalTimeout.compareTo(connectTimeout) < 0
        || connectTimeout.compareTo(Duration.ZERO) <= 0) {
      throw new IllegalArgumentException(
          "total-timeout: " + totalTimeout + " (expected: at least connect-timeout, above zero)");
    }
  }

  private static void check(String key, URI url, OutboundSettings outbound) {
    String fault = OutboundAddress.fault(url, outbound.allowHttp());
    if (fault != null) {
      throw new IllegalArgumentException(key + ": " + fault);
    }
  }
}
