package io.edgeauth.certificate;

import io.edgeauth.certificate.ForwardedChain.Unreadable;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Envoy's {@code X-Forwarded-Client-Cert}. Each proxy adds an element behind a comma, and only the
 * last is the peer's; the whole header must keep the grammar all the same, or a quote that is left
 * open further left would decide which that is.
 *
 * @see <a
 *     href="https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers#x-forwarded-client-cert">Envoy's
 *     documentation</a>
 */
final class Xfcc {

  private static final Set<String> KEYS =
      Set.of("by", "hash", "cert", "chain", "subject", "uri", "dns");

  /** A certificate may have several names of this kind; all other keys are single. */
  private static final String DNS = "dns";

  private static final int MAX_ELEMENTS = 100;

  private final String text;
  private int at;

  private Xfcc(String text) {
    this.text = text;
  }

  static ForwardedChain read(String header) {
    Map<String, String> last = new Xfcc(header).lastElement();
    if (last == null) {
      return new Unreadable("not the grammar of X-Forwarded-Client-Cert");
    }
    String leaf = last.get("cert");
    if (leaf == null) {
      return new Unreadable("its last element has no Cert");
    }
    return chain(leaf, last.get("chain"), last.get("hash"));
  }

  private static ForwardedChain chain(String cert, @Nullable String above, @Nullable String hash) {
    List<String> leaf = pem(cert);
    List<String> chain = above == null ? List.of() : pem(above);
    if (leaf == null || leaf.size() != 1 || chain == null) {
      return new Unreadable("Cert or Chain is no URL-encoded PEM");
    }
    List<String> all = new ArrayList<>(leaf);
    // Envoy's chain begins with the leaf.
    all.addAll(!chain.isEmpty() && chain.get(0).equals(cert(leaf)) ? rest(chain) : chain);
    ForwardedChain read = ForwardedCertificates.decoded(all);
    if (read instanceof ForwardedChain.Found found
        && hash != null
        && !isDigest(hash, found.certificates().get(0))) {
      return new Unreadable("Hash is another certificate's");
    }
    return read;
  }

  private static String cert(List<String> leaf) {
    return leaf.get(0);
  }

  private static List<String> rest(List<String> chain) {
    return chain.subList(1, chain.size());
  }

  /** Envoy escapes every plus: one that stands by itself was written by somebody else. */
  private static @Nullable List<String> pem(String escaped) {
    return escaped.indexOf('+') < 0 ? PemText.certificates(escaped) : null;
  }

  private static boolean isDigest(String hash, X509Certificate certificate) {
    Thumbprint own = Thumbprint.of(certificate);
    return own != null && hash.equalsIgnoreCase(own.hex());
  }

  /** The pairs of the last element by their keys in lower case, or null. */
  private @Nullable Map<String, String> lastElement() {
    for (int elements = 1; elements <= MAX_ELEMENTS; elements++) {
      Map<String, String> element = element();
      if (element == null || at == text.length()) {
        return element;
      }
      at++; // the comma
      skipBlanks();
    }
    return null;
  }

  private void skipBlanks() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  /** Up to a comma or the end. */
  private @Nullable Map<String, String> element() {
    Map<String, String> pairs = new HashMap<>();
    while (true) {
      int equals = text.indexOf('=', at);
      if (equals < 0) {
        return null;
      }
      String key = text.substring(at, equals).toLowerCase(Locale.ROOT);
      at = equals + 1;
      String value = value();
      if (value == null || !KEYS.contains(key)) {
        return null;
      }
      if (pairs.put(key, value) != null && !key.equals(DNS)) {
        return null;
      }
      if (at == text.length() || text.charAt(at) == ',') {
        return pairs;
      }
      if (text.charAt(at) != ';') {
        return null;
      }
      at++;
    }
  }

  private @Nullable String value() {
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted();
    }
    int begin = at;
    while (at < text.length() && ",;".indexOf(text.charAt(at)) < 0) {
      if ("=\"\\".indexOf(text.charAt(at)) >= 0) {
        return null;
      }
      at++;
    }
    return text.substring(begin, at);
  }

  private @Nullable String quoted() {
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char next = text.charAt(at);
      if (next == '"') {
        at++;
        return value.toString();
      }
      if (next == '\\') {
        at++;
        if (at == text.length()) {
          return null;
        }
        next = text.charAt(at);
      }
      value.append(next);
    }
    return null;
  }
}
