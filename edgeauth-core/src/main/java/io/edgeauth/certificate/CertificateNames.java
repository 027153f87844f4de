package io.edgeauth.certificate;

import io.edgeauth.reason.Reasons;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whom a certificate names. A certificate with one name that could be read in two ways (a control
 * character, a wildcard, a dot at the end, a character past ASCII, two SPIFFE ids) has no names at
 * all: it is refused (M13).
 *
 * @param subject the subject, which may say nothing
 * @param uris the URIs among the alternative names, as they are written
 * @param spiffeId the one URI, where it is a SPIFFE id
 * @param dns the DNS names among them, in lower case
 * @param emails the email addresses among them, as they are written
 * @param commonName CN of the subject, only where there are no alternative names of whatever kind;
 *     RFC 6125 has long ended it beside them
 */
public record CertificateNames(
    DistinguishedName subject,
    List<String> uris,
    @Nullable SpiffeId spiffeId,
    List<String> dns,
    List<String> emails,
    @Nullable String commonName) {

  private static final int MAX_LENGTH = 2048;
  private static final int MAX_COMMON_NAME = 256;

  private static final Pattern HOST =
      Pattern.compile(
          "(?!.{254})[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}(?<!-))?"
              + "(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}(?<!-))?)*");

  private static final Pattern MAILBOX = Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}");

  /** Copies the lists. */
  public CertificateNames {
    uris = List.copyOf(uris);
    dns = List.copyOf(dns);
    emails = List.copyOf(emails);
  }

  /** Reads the names of a certificate that is no authority's. */
  static CertificateNames of(CertificateContent leaf) throws ChainFault {
    List<String> uris = new ArrayList<>();
    List<String> dns = new ArrayList<>();
    List<String> emails = new ArrayList<>();
    try {
      for (GeneralName name : leaf.alternativeNames()) {
        switch (name.kind()) {
          case GeneralName.URI -> uris.add(uri(name.text()));
          case GeneralName.DNS -> dns.add(host(name.text()).toLowerCase(Locale.ROOT));
          case GeneralName.EMAIL -> emails.add(email(name.text()));
          default -> {
            // Nobody is known by it, but it is a name: CN does not count beside it.
          }
        }
      }
    } catch (DerException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
    String commonName = leaf.hasAlternativeNames() ? null : commonName(leaf.subject());
    return new CertificateNames(leaf.subject(), uris, spiffeId(uris), dns, emails, commonName);
  }

  /** What a SPIFFE id names must have one URI and no other, says its specification. */
  private static @Nullable SpiffeId spiffeId(List<String> uris) throws ChainFault {
    if (uris.stream().noneMatch(SpiffeId::isMeant)) {
      return null;
    }
    if (uris.size() > 1) {
      throw refused("a SPIFFE id and another URI");
    }
    SpiffeId id = SpiffeId.parse(uris.get(0));
    if (id == null || id.path().isEmpty()) {
      throw refused("a SPIFFE id that names no workload");
    }
    return id;
  }

  private static String uri(String text) throws ChainFault {
    try {
      if (text.length() <= MAX_LENGTH && text.indexOf('*') < 0 && new URI(text).isAbsolute()) {
        return text;
      }
    } catch (URISyntaxException e) {
      throw refused("a URI that is none");
    }
    throw refused("a URI that is none, or has a wildcard");
  }

  private static String host(String text) throws ChainFault {
    if (!HOST.matcher(text).matches()) {
      throw refused("a DNS name that is none: a wildcard, a dot at an end, or worse");
    }
    return text;
  }

  private static String email(String text) throws ChainFault {
    int at = text.indexOf('@');
    if (at < 0 || text.indexOf('*') >= 0 || !MAILBOX.matcher(text.substring(0, at)).matches()) {
      throw refused("an email address that is none, or has a wildcard");
    }
    host(text.substring(at + 1));
    return text;
  }

  private static @Nullable String commonName(DistinguishedName subject) throws ChainFault {
    List<String> names = subject.commonNames();
    if (names.isEmpty()) {
      return null;
    }
    String name = names.get(0);
    boolean printable = name.chars().allMatch(c -> c >= ' ' && c <= '~');
    if (names.size() > 1
        || !printable
        || name.isBlank()
        || !name.strip().equals(name)
        || name.endsWith(".")
        || name.indexOf('*') >= 0
        || name.length() > MAX_COMMON_NAME
        || SpiffeId.isMeant(name)) {
      throw refused("a CN that is no name, or two of them");
    }
    return name;
  }

  private static ChainFault refused(String detail) {
    return new ChainFault(Reasons.CERTIFICATE_NAME, detail);
  }
}
