package io.edgeauth.network;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client behind trusted proxies: from the peer leftwards through what each proxy added,
 * the first address that is no trusted proxy. What stands further left was written by whoever
 * asked, and is not read. Immutable, for any thread.
 */
public final class ClientAddresses {

  private static final String FORWARDED = "Forwarded";
  private static final String X_FORWARDED_FOR = "X-Forwarded-For";

  private final @Nullable CidrSet trusted;
  private final String header;

  private ClientAddresses(@Nullable CidrSet trusted, String header) {
    this.trusted = trusted;
    this.header = header;
  }

  /**
   * Compiles whom to believe.
   *
   * @param settings what the configuration says
   * @return what finds clients
   */
  public static ClientAddresses of(ClientIpSettings settings) {
    List<Cidr> proxies = settings.trustedProxies();
    return new ClientAddresses(proxies == null ? null : CidrSet.of(proxies), settings.header());
  }

  /**
   * Finds the client of a request.
   *
   * @param request the request as it came
   * @return its address, or why there is none
   */
  public ClientAddress find(EdgeRequest request) {
    String text = request.peerAddress();
    IpAddress peer = text == null ? null : IpAddress.parse(text);
    if (peer == null) {
      return ClientAddress.Unknown.INSTANCE;
    }
    if (!isTrusted(peer)) {
      return new ClientAddress.Known(peer, false);
    }
    ClientAddress client = behind(peer, header, request);
    return contradicts(client, peer, request)
        ? new ClientAddress.Unreadable("Forwarded and X-Forwarded-For name different clients")
        : client;
  }

  /**
   * Tells whether the peer is a trusted proxy, whose forwarding headers count.
   *
   * @param request the request as it came
   * @return whether it is
   */
  public boolean isViaProxy(EdgeRequest request) {
    String text = request.peerAddress();
    IpAddress peer = text == null ? null : IpAddress.parse(text);
    return peer != null && isTrusted(peer);
  }

  private boolean isTrusted(IpAddress address) {
    return trusted == null || trusted.contains(address);
  }

  private ClientAddress behind(IpAddress peer, String name, EdgeRequest request) {
    List<String> lines = request.headers(name);
    if (Hops.isEmpty(lines)) {
      return new ClientAddress.Known(peer, true);
    }
    boolean standard = HeaderName.same(name, FORWARDED);
    List<String> hops = standard ? Hops.forwarded(lines) : Hops.listed(lines);
    if (hops == null) {
      return unreadable(name);
    }
    IpAddress last = peer;
    for (int i = hops.size() - 1; i >= 0; i--) {
      IpAddress address = HopAddress.parse(hops.get(i), standard);
      if (address == null) {
        return unreadable(name);
      }
      last = address;
      if (!isTrusted(address)) {
        break;
      }
    }
    return new ClientAddress.Known(last, true);
  }

  private static ClientAddress unreadable(String name) {
    return new ClientAddress.Unreadable("the " + name + " header holds something unreadable");
  }

  /** Two headers for one thing: a proxy that writes one may pass the client's other on. */
  private boolean contradicts(ClientAddress client, IpAddress peer, EdgeRequest request) {
    String other =
        HeaderName.same(header, FORWARDED)
            ? X_FORWARDED_FOR
            : HeaderName.same(header, X_FORWARDED_FOR) ? FORWARDED : null;
    if (other == null || Hops.isEmpty(request.headers(other))) {
      return false;
    }
    IpAddress theirs = behind(peer, other, request).addressOrNull();
    IpAddress ours = client.addressOrNull();
    return ours != null && !ours.equals(theirs);
  }
}
