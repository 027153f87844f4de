package io.edgeauth.outbound;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** Copies the hosts in lower case. */
  public OutboundSettings {
    allowHttp =
        allowHttp.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }
}
