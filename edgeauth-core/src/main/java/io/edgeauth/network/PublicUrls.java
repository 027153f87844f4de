package io.edgeauth.network;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderName;
import io.edgeauth.http.RequestForm;
import io.edgeauth.http.RequestSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds scheme and authority under which a client sent its request: what the configuration says;
 * else what a trusted proxy says in {@code X-Forwarded-Proto} and {@code X-Forwarded-Host}; else
 * what the request itself says. Immutable, for any thread; does not block.
 */
public final class PublicUrls {

  private static final String HOST = "X-Forwarded-Host";
  private static final String PROTO = "X-Forwarded-Proto";

  private final @Nullable String configured;
  private final ClientAddresses clients;

  private PublicUrls(@Nullable String configured, ClientAddresses clients) {
    this.configured = configured;
    this.clients = clients;
  }

  /**
   * Compiles what is said about them.
   *
   * @param request says the address that holds for all requests, if any
   * @param clientIp says whose word counts
   * @return what finds them
   */
  public static PublicUrls of(RequestSettings request, ClientIpSettings clientIp) {
    return new PublicUrls(request.publicOrigin(), ClientAddresses.of(clientIp));
  }

  /**
   * Finds that of a request.
   *
   * @param request a request of good form
   * @return such as {@code https://api.example.com:8443}: in lower case, without the scheme's own
   *     port; or null where a trusted proxy's word cannot be read
   */
  public @Nullable String of(EdgeRequest request) {
    if (configured != null) {
      return configured;
    }
    boolean viaProxy = clients.isViaProxy(request);
    String scheme = viaProxy ? said(PROTO, request, request.scheme()) : request.scheme();
    String authority = viaProxy ? forwardedHost(request) : request.authority();
    return scheme == null || authority == null || !isHttp(scheme)
        ? null
        : RequestForm.origin(scheme, authority);
  }

  private static boolean isHttp(String scheme) {
    return HeaderName.same(scheme, "https") || HeaderName.same(scheme, "http");
  }

  /**
   * The host that the client of a trusted proxy asked for.
   *
   * @param request what the proxy sent
   * @return host and perhaps port as the proxy says, as the request says where it is silent, or
   *     null where what it says cannot be read
   */
  public static @Nullable String forwardedHost(EdgeRequest request) {
    String host = said(HOST, request, request.authority());
    return host != null && RequestForm.isAuthority(host) ? host : null;
  }

  private static @Nullable String said(String header, EdgeRequest request, @Nullable String own) {
    List<String> lines = request.headers(header);
    return lines.isEmpty() ? own : lines.size() == 1 ? lines.get(0) : null;
  }
}
