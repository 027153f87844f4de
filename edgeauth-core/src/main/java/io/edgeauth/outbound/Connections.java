package io.edgeauth.outbound;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * A client of the library, and the connections that it keeps for later calls.
 *
 * @param client makes the calls
 * @param kept its connections
 */
record Connections(CloseableHttpClient client, PoolingHttpClientConnectionManager kept) {

  private static final int MAX_CONNECTIONS = 256;

  /**
   * Where connections lead, and for how long they are used.
   *
   * @param names finds the addresses of a host
   * @param lifetime after which a connection is made anew
   */
  record Lasting(DnsResolver names, TimeValue lifetime) {

    /** A name that leads elsewhere by now is followed after a minute and the JDK's own time. */
    static final Lasting DEFAULTS =
        new Lasting(SystemDefaultDnsResolver.INSTANCE, TimeValue.ofMinutes(1));
  }

  static Connections open(Duration connectTimeout, SSLContext tls, Lasting lasting) {
    Timeout timeout = Timeout.of(connectTimeout);
    PoolingHttpClientConnectionManager kept =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
            .setDnsResolver(lasting.names)
            .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(timeout).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(timeout)
                    .setSocketTimeout(timeout)
                    .setTimeToLive(lasting.lifetime)
                    .build())
            .setMaxConnTotal(MAX_CONNECTIONS)
            .setMaxConnPerRoute(MAX_CONNECTIONS)
            .build();
    CloseableHttpClient client =
        HttpClients.custom()
            .setConnectionManager(kept)
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            // One kind shows one certificate or none: the library would open a connection for each
            // call.
            .disableConnectionState()
            .disableDefaultUserAgent()
            .build();
    return new Connections(client, kept);
  }

  /**
   * Ends those that no call uses. What has cut one connection off has mostly cut off the others,
   * and says so to none: each would cost a call its whole time.
   */
  void dropIdle() {
    kept.closeIdle(TimeValue.ZERO_MILLISECONDS);
  }
}
