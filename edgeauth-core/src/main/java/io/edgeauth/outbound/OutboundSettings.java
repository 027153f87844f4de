package io.edgeauth.outbound;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all calls out.
 *
 * @param allowHttp hosts off loopback that may be called without TLS, in lower case
 * @param trustStore a PEM bundle of the certificate authorities that are trusted beside the JDK's,
 *     or null
 */
public record OutboundSettings(Set<String> allowHttp, @Nullable Path trustStore) {

  /** TLS everywhere but on loopback, and the JDK's certificate authorities. */
  public static final OutboundSettings DEFAULTS = new OutboundSettings(Set.of(), null);

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]+]");

  /**
   * Copies the hosts in lower case.
   *
   * @throws IllegalArgumentException if one of them is no host; the message says what is expected
   */
  public OutboundSettings {
    for (String host : allowHttp) {
      if (!isHost(host)) {
        throw new IllegalArgumentException(
            "allow-http: " + host + " (expected: a host name alone)");
      }
    }
    allowHttp =
        allowHttp.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Tells whether a text is a host, without scheme, port or path.
   *
   * @param text any text
   * @return whether it is one
   */
  public static boolean isHost(String text) {
    return HOST.matcher(text).matches();
  }

  /**
   * Finds what is wrong with a trust store. Reads the file.
   *
   * @param file a PEM bundle
   * @return what is wrong and what is expected, or null where it can be used
   */
  public static @Nullable String trustStoreFault(Path file) {
    try {
      TrustedAuthorities.read(file);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /**
   * Whom calls out trust, for clients other than {@code OutboundClient}. Reads the file at each
   * call.
   *
   * @return the JDK's authorities, and those of the trust store
   * @throws IllegalArgumentException if the trust store cannot be used; the message says why
   */
  public X509TrustManager trustManager() {
    return TrustedAuthorities.read(trustStore).manager();
  }
}
