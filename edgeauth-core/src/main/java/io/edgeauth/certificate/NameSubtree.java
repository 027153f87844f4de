package io.edgeauth.certificate;

import java.net.URI;
import java.net.URISyntaxException;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The base of a name constraint, made ready: a client chooses how many names are compared with it.
 * Immutable.
 */
final class NameSubtree {

  private static final byte[] NO_NETWORK = {};

  /** A host, one with a dot in front, or a mailbox. */
  private static final Pattern BASE =
      Pattern.compile("(?:[^@\\s]+@)?\\.?[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*");

  private final int kind;
  private final String text; // a host, a mailbox, or empty for all
  private final byte[] network; // an address and its mask
  private final List<Set<NameAttribute>> directory; // folded, the most special first

  private NameSubtree(int kind, String text, byte[] network, List<Set<NameAttribute>> directory) {
    this.kind = kind;
    this.text = text;
    this.network = network;
    this.directory = directory;
  }

  int kind() {
    return kind;
  }

  /** Whether names of its kind can be compared at all. */
  static boolean isKnown(int kind) {
    return switch (kind) {
      case GeneralName.EMAIL,
          GeneralName.DNS,
          GeneralName.DIRECTORY,
          GeneralName.URI,
          GeneralName.IP ->
          true;
      default -> false;
    };
  }

  static NameSubtree of(GeneralName base) throws DerException {
    return switch (base.kind()) {
      case GeneralName.DIRECTORY ->
          new NameSubtree(base.kind(), "", NO_NETWORK, folded(base.directory()));
      case GeneralName.IP ->
          new NameSubtree(base.kind(), "", network(base.value().content()), List.of());
      default -> new NameSubtree(base.kind(), text(base.value().ascii()), NO_NETWORK, List.of());
    };
  }

  /** What could hold no name would exclude none: an authority meant something else by it. */
  private static String text(String written) throws DerException {
    if (!written.isEmpty() && !BASE.matcher(written).matches()) {
      throw new DerException("a constraint on names that there are not");
    }
    return lowerHost(written);
  }

  private static byte[] network(byte[] network) throws DerException {
    if (network.length != 8 && network.length != 32) {
      throw new DerException("a network that is neither of IPv4 nor of IPv6");
    }
    boolean ended = false;
    for (int bit = network.length * 4; bit < network.length * 8; bit++) {
      boolean set = (network[bit / 8] & (0x80 >> (bit % 8))) != 0;
      if (set && ended) {
        throw new DerException("a network mask with a gap");
      }
      ended |= !set;
    }
    return network;
  }

  /** The part before the @ of a mailbox may mean upper and lower case. */
  private static String lowerHost(String text) {
    int at = text.lastIndexOf('@') + 1;
    return text.substring(0, at) + text.substring(at).toLowerCase(Locale.ROOT);
  }

  boolean holdsIp(byte[] address) throws DerException {
    if (address.length != 4 && address.length != 16) {
      throw new DerException("an address that is neither of IPv4 nor of IPv6");
    }
    if (network.length != 2 * address.length) {
      return false;
    }
    for (int i = 0; i < address.length; i++) {
      if (((network[i] ^ address[i]) & network[address.length + i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /** A host and what is below it; with a dot in front, as many write it, only what is below. */
  boolean holdsDns(String host) {
    if (text.isEmpty() || host.equals(text)) {
      return true;
    }
    int before = host.length() - text.length();
    return host.endsWith(text) && (text.charAt(0) == '.' || host.charAt(before - 1) == '.');
  }

  /**
   * A mailbox, all of a host, or with a dot in front all of the hosts below.
   *
   * @param anyCase whether the part before the @ is compared so: what is excluded is not to come in
   *     by another writing, and what is permitted is no more than what is written
   */
  boolean holdsEmail(String address, boolean anyCase) {
    if (text.indexOf('@') < 0) {
      return isHost(address.substring(address.indexOf('@') + 1));
    }
    return anyCase ? address.equalsIgnoreCase(text) : address.equals(text);
  }

  /** A host, or with a dot in front all of the hosts below. */
  boolean isHost(String host) {
    return text.isEmpty() || (text.charAt(0) == '.' ? host.endsWith(text) : host.equals(text));
  }

  boolean holdsDirectory(List<Set<NameAttribute>> names) {
    int skipped = names.size() - directory.size(); // the most special stand first
    return skipped >= 0 && names.subList(skipped, names.size()).equals(directory);
  }

  /** A trailing dot would make of a name that is excluded one that is not. */
  static String host(String name) throws DerException {
    if (name.isEmpty() || name.endsWith(".") || name.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new DerException("a host that is none");
    }
    return name.toLowerCase(Locale.ROOT);
  }

  static String address(String text) throws DerException {
    int at = text.indexOf('@');
    if (at <= 0 || text.lastIndexOf('@') != at) {
      throw new DerException("an email address that is none");
    }
    return text.substring(0, at + 1) + host(text.substring(at + 1));
  }

  /** The host of a URI; called only where URIs are constrained, since many have none. */
  static String hostOf(String uri) throws DerException {
    try {
      String host = new URI(uri).getHost();
      if (host != null && !host.startsWith("[") && !host.matches("[0-9.]+")) {
        return host(host);
      }
    } catch (URISyntaxException e) {
      throw new DerException("a URI that is none");
    }
    throw new DerException("a URI without the name of a host, which is constrained");
  }

  /**
   * RFC 5280 section 7.1: case and width do not count, or an excluded name is written otherwise.
   */
  static List<Set<NameAttribute>> folded(DistinguishedName name) {
    return name.relativeNames().stream()
        .map(
            relative ->
                relative.stream()
                    .map(one -> new NameAttribute(one.type(), folded(one.value())))
                    .collect(Collectors.toUnmodifiableSet()))
        .toList();
  }

  private static String folded(String value) {
    return Normalizer.normalize(value, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .strip()
        .replaceAll("\\s+", " ");
  }
}
