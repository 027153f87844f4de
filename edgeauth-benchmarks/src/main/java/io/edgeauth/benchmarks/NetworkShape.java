package io.edgeauth.benchmarks;

import io.edgeauth.network.Cidr;
import io.edgeauth.network.IpAddress;
import java.util.Random;

/** How the networks of {@link CidrLookup} lie. */
public enum NetworkShape {
  /** Networks of 256 addresses anywhere, as in a list of those who were seen attacking. */
  IPV4_SPREAD {
    @Override
    Cidr network(Random random) {
      return new Cidr(ipv4(random.nextInt()).network(24), 24);
    }
  },
  /** Single addresses, nine of ten out of one network, as in a list of one's own customers. */
  IPV4_CROWDED {
    @Override
    Cidr network(Random random) {
      boolean elsewhere = random.nextInt(10) == 0;
      int bits = elsewhere ? random.nextInt() : (10 << 24) | random.nextInt(1 << 17);
      return new Cidr(ipv4(bits), 32);
    }
  },
  /** Networks of sites, in a part of IPv6 that a registry gives out. */
  IPV6 {
    @Override
    Cidr network(Random random) {
      int[] site = {0x2a00 + random.nextInt(32), random.nextInt(1 << 16), random.nextInt(1 << 16)};
      return Cidr.parse("%x:%x:%x::/48".formatted(site[0], site[1], site[2]));
    }
  };

  abstract Cidr network(Random random);

  private static IpAddress ipv4(int bits) {
    String text =
        "%d.%d.%d.%d"
            .formatted(bits >>> 24, (bits >>> 16) & 0xFF, (bits >>> 8) & 0xFF, bits & 0xFF);
    IpAddress address = IpAddress.parse(text);
    if (address == null) {
      throw new IllegalStateException(text);
    }
    return address;
  }
}
