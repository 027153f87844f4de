package io.edgeauth.authn;

import io.edgeauth.http.EdgeRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authenticator that knows in which header a proxy in front tells the certificate that a client
 * has shown. On the routes that use it, all others see that certificate too, in place of the one of
 * the connection: tokens may be bound to it (RFC 8705).
 *
 * <p>Called by many request threads at once; does not block.
 */
public interface ForwardedCertificateSource {

  /**
   * The certificates that the peer tells.
   *
   * @param request the request as the server received it
   * @return the leaf first; empty where the client has shown none, or what stands there cannot be
   *     read; null where the peer is no trusted proxy, so that the connection's own count
   */
  @Nullable List<X509Certificate> forwarded(EdgeRequest request);

  /**
   * Whether a trusted proxy's header came more than once, so that a line of the client's may stand
   * beside the proxy's. The request is refused, also where other credentials would do.
   *
   * @param request the request as the server received it
   * @return whether it did; false where the peer is no trusted proxy
   */
  boolean isDoubled(EdgeRequest request);
}
