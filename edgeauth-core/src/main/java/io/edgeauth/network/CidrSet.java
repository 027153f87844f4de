package io.edgeauth.network;

import java.util.Collection;
import java.util.List;

/**
 * Many networks as one set. Looking up takes about the same time whether there are ten or ten
 * thousand. Immutable, for any thread.
 */
public final class CidrSet {

  /** No address at all. */
  public static final CidrSet EMPTY = of(List.of());

  private final NetworkTrie ipv4;
  private final NetworkTrie ipv6;
  private final boolean empty;

  private CidrSet(Collection<Cidr> networks) {
    ipv4 = NetworkTrie.of(networks.stream().filter(one -> one.network().isIpv4()).toList());
    ipv6 = NetworkTrie.of(networks.stream().filter(one -> !one.network().isIpv4()).toList());
    empty = networks.isEmpty();
  }

  /**
   * Joins networks.
   *
   * @param networks in any order; they may hold one another
   * @return the set
   */
  public static CidrSet of(Collection<Cidr> networks) {
    return new CidrSet(networks);
  }

  /**
   * Tells whether an address is in one of the networks. Networks of IPv6 hold no address of IPv4,
   * whichever way it is written.
   *
   * @param address the address
   * @return whether it is
   */
  public boolean contains(IpAddress address) {
    return (address.isIpv4() ? ipv4 : ipv6).contains(address.high(), address.low());
  }

  /**
   * Tells whether the set has no network.
   *
   * @return true if it contains nothing
   */
  public boolean isEmpty() {
    return empty;
  }
}
