package io.edgeauth.authn.remote;

import io.edgeauth.authn.Carrier;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderName;
import io.edgeauth.http.RequestBody;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a request an answer may depend on that is remembered for others: what stands in the
 * carriers, and nothing else. Asking for anything else throws, since the answer would be wrong for
 * the next request with the same credential.
 *
 * <p>A copy: the request itself may have ended, and its server use it for another, before the
 * authenticator has done with this. Immutable.
 */
final class CarriedRequest implements EdgeRequest {

  private static final String COOKIE = HeaderName.fold("Cookie");

  private final Collection<Carrier> carriers;
  private final Map<Carrier, List<String>> carried;

  private CarriedRequest(Collection<Carrier> carriers, Map<Carrier, List<String>> carried) {
    this.carriers = carriers;
    this.carried = carried;
  }

  static CarriedRequest of(EdgeRequest request, Collection<Carrier> carriers) {
    Map<Carrier, List<String>> carried = new LinkedHashMap<>();
    for (Carrier carrier : carriers) {
      List<String> values = List.copyOf(carrier.values(request));
      if (!values.isEmpty()) {
        carried.put(carrier, values);
      }
    }
    return new CarriedRequest(carriers, carried);
  }

  boolean isEmpty() {
    return carried.isEmpty();
  }

  /**
   * All that stands there, in a form that no two requests have in common which differ: each part
   * says how long it is. Authentication schemes ignore case (RFC 9110, section 11.1).
   */
  String key() {
    StringBuilder key = new StringBuilder();
    carried.forEach(
        (carrier, values) -> {
          key.append(carrier.kind()).append(' ');
          part(key, carrier.name());
          key.append(values.size()).append(' ');
          values.forEach(value -> part(key, folded(carrier, value)));
        });
    return key.toString();
  }

  /** The key of a request that has one credential in one place. */
  static String key(Carrier carrier, String value) {
    return new CarriedRequest(List.of(carrier), Map.of(carrier, List.of(value))).key();
  }

  private static String folded(Carrier carrier, String value) {
    int space = value.indexOf(' ');
    return carrier.equals(Carrier.AUTHORIZATION) && space > 0
        ? value.substring(0, space).toLowerCase(Locale.ROOT) + value.substring(space)
        : value;
  }

  private static void part(StringBuilder key, String text) {
    key.append(text.length()).append(':').append(text);
  }

  @Override
  public List<String> headers(String name) {
    String folded = HeaderName.fold(name);
    List<String> values = carried.get(new Carrier(Carrier.Kind.HEADER, folded));
    if (values != null) {
      return values;
    }
    if (folded.equals(COOKIE) && has(Carrier.Kind.COOKIE)) {
      return cookies();
    }
    if (!carriers.contains(new Carrier(Carrier.Kind.HEADER, folded))) {
      throw notCarried("header " + name);
    }
    return List.of();
  }

  private boolean has(Carrier.Kind kind) {
    return carriers.stream().anyMatch(carrier -> carrier.kind() == kind);
  }

  private List<String> cookies() {
    List<String> pairs = new ArrayList<>();
    carried.forEach(
        (carrier, values) -> {
          if (carrier.kind() == Carrier.Kind.COOKIE) {
            values.forEach(value -> pairs.add(carrier.name() + "=" + value));
          }
        });
    return pairs.isEmpty() ? List.of() : List.of(String.join("; ", pairs));
  }

  @Override
  public Collection<String> headerNames() {
    List<String> names = new ArrayList<>();
    for (Carrier carrier : carried.keySet()) {
      if (carrier.kind() == Carrier.Kind.HEADER) {
        names.add(carrier.name());
      }
    }
    if (!cookies().isEmpty()) {
      names.add(COOKIE);
    }
    return names;
  }

  @Override
  public @Nullable String rawQuery() {
    if (!has(Carrier.Kind.QUERY)) {
      throw notCarried("query");
    }
    List<String> pairs = new ArrayList<>();
    carried.forEach(
        (carrier, values) -> {
          if (carrier.kind() == Carrier.Kind.QUERY) {
            values.forEach(value -> pairs.add(encode(carrier.name()) + "=" + encode(value)));
          }
        });
    return pairs.isEmpty() ? null : String.join("&", pairs);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String method() {
    throw notCarried("method");
  }

  @Override
  public String scheme() {
    throw notCarried("scheme");
  }

  @Override
  public @Nullable String authority() {
    throw notCarried("authority");
  }

  @Override
  public String rawPath() {
    throw notCarried("path");
  }

  @Override
  public String contextPath() {
    throw notCarried("context path");
  }

  @Override
  public @Nullable String peerAddress() {
    throw notCarried("peer");
  }

  @Override
  public List<X509Certificate> peerCertificates() {
    throw notCarried("peer's certificates");
  }

  @Override
  public @Nullable String tlsServerName() {
    throw notCarried("TLS server name");
  }

  @Override
  public RequestBody body(int max) {
    throw notCarried("body");
  }

  private static IllegalStateException notCarried(String part) {
    return new IllegalStateException(
        "an authenticator in a CachingAuthenticator asked for the request's "
            + part
            + " (expected: its carriers alone, since its answers are remembered by them)");
  }

  @Override
  public String toString() {
    return "CarriedRequest[not shown]";
  }
}
