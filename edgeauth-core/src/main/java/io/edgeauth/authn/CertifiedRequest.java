package io.edgeauth.authn;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.RequestBody;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request whose client showed its certificate to a proxy in front. Read by one thread, as the
 * request is.
 */
final class CertifiedRequest implements EdgeRequest {

  private final EdgeRequest received;
  private final List<ForwardedCertificateSource> sources;
  private @Nullable List<X509Certificate> certificates;

  CertifiedRequest(EdgeRequest received, List<ForwardedCertificateSource> sources) {
    this.received = received;
    this.sources = sources;
  }

  @Override
  public List<X509Certificate> peerCertificates() {
    List<X509Certificate> known = certificates;
    if (known == null) {
      known = find();
      certificates = known;
    }
    return known;
  }

  /** A proxy's own certificate is never taken for its client's. */
  private List<X509Certificate> find() {
    boolean viaProxy = false;
    for (ForwardedCertificateSource source : sources) {
      List<X509Certificate> forwarded = source.forwarded(received);
      if (forwarded != null && !forwarded.isEmpty()) {
        return forwarded;
      }
      viaProxy |= forwarded != null;
    }
    return viaProxy ? List.of() : received.peerCertificates();
  }

  @Override
  public String method() {
    return received.method();
  }

  @Override
  public String scheme() {
    return received.scheme();
  }

  @Override
  public @Nullable String authority() {
    return received.authority();
  }

  @Override
  public String rawPath() {
    return received.rawPath();
  }

  @Override
  public @Nullable String rawQuery() {
    return received.rawQuery();
  }

  @Override
  public String contextPath() {
    return received.contextPath();
  }

  @Override
  public List<String> headers(String name) {
    return received.headers(name);
  }

  @Override
  public Collection<String> headerNames() {
    return received.headerNames();
  }

  @Override
  public @Nullable String peerAddress() {
    return received.peerAddress();
  }

  @Override
  public @Nullable String tlsServerName() {
    return received.tlsServerName();
  }

  @Override
  public RequestBody body(int max) {
    return received.body(max);
  }
}
