package io.edgeauth.outbound;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says which addresses may be called. */
public final class OutboundAddress {

  private OutboundAddress() {}

  /**
   * Finds what forbids calling an address.
   *
   * @param address the address
   * @param allowHttp hosts off loopback that may be called without TLS, in lower case
   * @return what is wrong and what is expected, or null where the address may be called
   */
  public static @Nullable String fault(URI address, Set<String> allowHttp) {
    String host = address.getHost();
    if (address.getScheme() == null || host == null) {
      return "no absolute address (expected: https://HOST/…)";
    }
    if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
      return "an address with user information or a fragment (expected: https://HOST/…)";
    }
    String scheme = address.getScheme().toLowerCase(Locale.ROOT);
    if (scheme.equals("https")) {
      return null;
    }
    if (!scheme.equals("http")) {
      return "scheme " + scheme + " (expected: https)";
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (isLoopback(name) || allowHttp.contains(name)) {
      return null;
    }
    return "http to " + name + " (expected: https; or the host named in outbound.allow-http)";
  }

  /**
   * An address as messages and logs show it: without its query, which may hold a key.
   *
   * @param address the address
   * @return scheme, host, port and path
   */
  public static String shown(URI address) {
    String text = address.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }

  /**
   * Judged by the text alone: a name that resolves to loopback today may resolve elsewhere
   * tomorrow.
   */
  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }
}
