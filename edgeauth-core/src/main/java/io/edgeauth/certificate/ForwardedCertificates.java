package io.edgeauth.certificate;

import io.edgeauth.certificate.ForwardedTexts.Texts;
import io.edgeauth.http.EdgeRequest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the certificate that a proxy in front passes on. Whether the peer is that proxy is not
 * asked here: from anyone else the header means nothing and must not be read.
 *
 * <p>For any thread; does not block. It remembers texts that it is told to, and what they said.
 * Whatever stands in the header, it does not throw.
 */
public final class ForwardedCertificates {

  /** More than any public hierarchy has. */
  private static final int MAX_CERTIFICATES = 10;

  /** Ten large certificates; what is longer is not decoded. */
  private static final int MAX_CHARACTERS = 128 * 1024;

  private final List<String> headers;
  private final CertificateFormat format;
  private final ForwardedTexts known = new ForwardedTexts();

  private ForwardedCertificates(List<String> headers, CertificateFormat format) {
    this.headers = headers;
    this.format = format;
  }

  /**
   * Says where to read.
   *
   * @param header the header's name in any case
   * @param format how the proxy writes it
   * @return what reads it
   */
  public static ForwardedCertificates of(String header, CertificateFormat format) {
    return new ForwardedCertificates(
        format == CertificateFormat.RFC9440 ? List.of(header, header + "-Chain") : List.of(header),
        format);
  }

  /**
   * The headers that are read.
   *
   * @return one name or two
   */
  public List<String> headers() {
    return headers;
  }

  /**
   * Reads a request's.
   *
   * @param request the request as it came
   * @return the chain, or why there is none
   */
  public ForwardedChain read(EdgeRequest request) {
    if (isDoubled(request)) {
      return ForwardedChain.Doubled.INSTANCE;
    }
    Texts texts = texts(request);
    if (texts == null) {
      return ForwardedChain.None.INSTANCE;
    }
    if (texts.leaf().length() > MAX_CHARACTERS
        || (texts.above() != null && texts.above().length() > MAX_CHARACTERS)) {
      return new ForwardedChain.Unreadable("the header is too long");
    }
    ForwardedChain.Found before = known.read(texts);
    return before == null ? read(texts) : before;
  }

  /**
   * Remembers what was read from a request, so that the same text is not read again. To be called
   * for chains that count, and for no others: theirs would take the place of those, and a stranger
   * could choose texts that are slow to tell apart.
   *
   * @param request the request
   * @param found what {@link #read} said of it
   */
  public void remember(EdgeRequest request, ForwardedChain.Found found) {
    Texts texts = found.isRemembered() ? null : texts(request);
    if (texts != null) {
      known.remember(texts, found);
    }
  }

  private @Nullable Texts texts(EdgeRequest request) {
    String leaf = only(request, headers.get(0));
    return leaf == null
        ? null
        : new Texts(leaf, headers.size() == 1 ? null : only(request, headers.get(1)));
  }

  private ForwardedChain read(Texts texts) {
    return switch (format) {
      case RFC9440 -> standard(texts.leaf(), texts.above());
      case XFCC -> Xfcc.read(texts.leaf());
      case PEM_URLENCODED -> pem(texts.leaf());
      case DER_BASE64 -> decoded(List.of(texts.leaf()));
    };
  }

  /**
   * Whether one of the headers came more than once.
   *
   * @param request the request as it came
   * @return whether nobody can tell which line is the proxy's
   */
  public boolean isDoubled(EdgeRequest request) {
    for (String name : headers) {
      if (request.headers(name).size() > 1) {
        return true;
      }
    }
    return false;
  }

  /** A value, or null for none; proxies send an empty one for clients without a certificate. */
  private static @Nullable String only(EdgeRequest request, String name) {
    List<String> values = request.headers(name);
    String value = values.isEmpty() ? "" : values.get(0).strip();
    return value.isEmpty() ? null : value;
  }

  private static ForwardedChain standard(String leaf, @Nullable String above) {
    if (leaf.equals("::") && above == null) {
      return ForwardedChain.None.INSTANCE; // a proxy's template, of a client without a certificate
    }
    List<String> sequences = new ArrayList<>();
    sequences.add(leaf);
    if (above != null) {
      for (String member : above.split(",", -1)) {
        sequences.add(member.strip());
      }
    }
    List<String> encoded = new ArrayList<>(sequences.size());
    for (String sequence : sequences) {
      // RFC 9651, 3.3.5, and no parameters
      int last = sequence.length() - 1;
      if (last < 2 || sequence.charAt(0) != ':' || sequence.indexOf(':', 1) != last) {
        return new ForwardedChain.Unreadable("a member is no byte sequence");
      }
      encoded.add(sequence.substring(1, last));
    }
    return decoded(encoded);
  }

  private static ForwardedChain pem(String value) {
    List<String> encoded = PemText.certificates(value);
    return encoded == null ? new ForwardedChain.Unreadable("no URL-encoded PEM") : decoded(encoded);
  }

  /** Certificates in DER and base64, the leaf first. */
  static ForwardedChain decoded(List<String> encoded) {
    if (encoded.size() > MAX_CERTIFICATES) {
      return new ForwardedChain.Unreadable("more than " + MAX_CERTIFICATES + " certificates");
    }
    List<X509Certificate> chain = new ArrayList<>(encoded.size());
    for (String one : encoded) {
      X509Certificate certificate = EncodedCertificate.decode(one);
      if (certificate == null) {
        return new ForwardedChain.Unreadable("no certificate in DER and base64");
      }
      chain.add(certificate);
    }
    return new ForwardedChain.Found(chain);
  }
}
