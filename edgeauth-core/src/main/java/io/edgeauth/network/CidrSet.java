package io.edgeauth.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Many networks as one set. Looking up takes a binary search over ranges that do not overlap, so
 * that ten thousand networks cost about as much as ten. Immutable, for any thread.
 */
public final class CidrSet {

  /** No address at all. */
  public static final CidrSet EMPTY = of(List.of());

  /** Ranges of one family, by their ends: sorted, apart from each other. */
  private static final class Ranges {

    private static final Comparator<IpAddress> ORDER =
        (a, b) -> compare(a.high(), a.low(), b.high(), b.low());

    private final long[] firstHigh;
    private final long[] firstLow;
    private final long[] lastHigh;
    private final long[] lastLow;

    private Ranges(List<IpAddress[]> ranges) {
      int count = ranges.size();
      firstHigh = new long[count];
      firstLow = new long[count];
      lastHigh = new long[count];
      lastLow = new long[count];
      for (int i = 0; i < count; i++) {
        firstHigh[i] = ranges.get(i)[0].high();
        firstLow[i] = ranges.get(i)[0].low();
        lastHigh[i] = ranges.get(i)[1].high();
        lastLow[i] = ranges.get(i)[1].low();
      }
    }

    /** Networks either hold one another or are apart, so that inner ones follow their outer one. */
    static Ranges of(List<Cidr> networks) {
      List<Cidr> sorted = new ArrayList<>(networks);
      sorted.sort(Comparator.comparing(Cidr::network, ORDER).thenComparing(Cidr::prefix));
      List<IpAddress[]> ranges = new ArrayList<>();
      IpAddress end = null;
      for (Cidr network : sorted) {
        if (end == null || ORDER.compare(network.network(), end) > 0) {
          end = network.last();
          ranges.add(new IpAddress[] {network.network(), end});
        }
      }
      return new Ranges(ranges);
    }

    boolean contains(long high, long low) {
      int from = 0;
      int to = firstHigh.length;
      while (from < to) {
        int middle = (from + to) >>> 1;
        if (compare(high, low, firstHigh[middle], firstLow[middle]) < 0) {
          to = middle;
        } else if (compare(high, low, lastHigh[middle], lastLow[middle]) > 0) {
          from = middle + 1;
        } else {
          return true;
        }
      }
      return false;
    }

    private static int compare(long aHigh, long aLow, long bHigh, long bLow) {
      int byHigh = Long.compareUnsigned(aHigh, bHigh);
      return byHigh != 0 ? byHigh : Long.compareUnsigned(aLow, bLow);
    }
  }

  private final Ranges ipv4;
  private final Ranges ipv6;
  private final boolean empty;

  private CidrSet(Collection<Cidr> networks) {
    ipv4 = Ranges.of(networks.stream().filter(one -> one.network().isIpv4()).toList());
    ipv6 = Ranges.of(networks.stream().filter(one -> !one.network().isIpv4()).toList());
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
