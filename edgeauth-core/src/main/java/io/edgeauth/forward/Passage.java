package io.edgeauth.forward;

import io.edgeauth.authn.Carrier;
import io.edgeauth.http.QueryEdits;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What ends here of one kind of request. Compiled once for each kind, so that none costs more than
 * another. Immutable.
 *
 * @param removed which headers end
 * @param removedWithTrace the same where the client's trace ends too
 * @param unnameable which headers {@code Connection} must not name
 * @param query the edits of the query
 * @param cookies which cookies end
 */
record Passage(
    Predicate<String> removed,
    Predicate<String> removedWithTrace,
    Predicate<String> unnameable,
    QueryEdits query,
    Set<String> cookies) {

  /**
   * Compiles it.
   *
   * @param carriers where credentials may stand
   * @param clientIpHeader what trusted proxies name the client in
   * @param viaProxy whether the peer is a trusted proxy
   * @param keepCredentials whether credentials go on
   */
  static Passage of(
      ForwardSettings settings,
      Collection<Carrier> carriers,
      String clientIpHeader,
      boolean viaProxy,
      boolean keepCredentials) {
    HeaderRemoval strangers =
        HeaderRemoval.fromStrangers(settings, clientIpHeader).withCertificates(carriers);
    HeaderRemoval proxies = HeaderRemoval.fromProxies(settings).withCertificates(carriers);
    if (!keepCredentials) {
      strangers.withCredentials(carriers);
      proxies.withCredentials(carriers);
    }
    Predicate<String> removed =
        viaProxy ? name -> endsViaProxy(name, strangers, proxies) : strangers::removes;
    return new Passage(
        removed,
        removed.or(TraceContext::isTraceHeader),
        strangers::removes,
        QueryEdits.removing(keepCredentials ? Set.of() : names(carriers, Carrier.Kind.QUERY)),
        keepCredentials ? Set.of() : names(carriers, Carrier.Kind.COOKIE));
  }

  /**
   * A proxy spells its headers with hyphens. {@code X_Forwarded_For} is what it passed on of a
   * client that hopes for a backend to which both are the same.
   */
  private static boolean endsViaProxy(String name, HeaderRemoval strangers, HeaderRemoval proxies) {
    return proxies.removes(name) || (!isPlain(name) && strangers.removes(name));
  }

  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static Set<String> names(Collection<Carrier> carriers, Carrier.Kind kind) {
    return carriers.stream()
        .filter(carrier -> carrier.kind() == kind)
        .map(Carrier::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a cookie as it stands in its header is one that ends here. */
  boolean ends(String cookie) {
    int equals = cookie.indexOf('=');
    return equals > 0 && cookies.contains(cookie.substring(0, equals).strip());
  }
}
