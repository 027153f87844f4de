package io.edgeauth.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Calls configured addresses. Any number of threads may call at once; a call blocks its thread, at
 * most for the request's total timeout, save where the machine's name service hangs: do not call
 * from a request's thread.
 */
public final class OutboundClient implements AutoCloseable {

  private static final int MAX_CONNECTIONS = 256;

  private final OutboundSettings settings;
  private final ScheduledExecutorService timer;
  private volatile Pools pools;

  /** The connections that were made under one trust store, by their connect timeout. */
  private record Pools(SSLContext tls, Map<Duration, CloseableHttpClient> clients) {

    Pools(SSLContext tls) {
      this(tls, new ConcurrentHashMap<>());
    }

    void close(CloseMode mode) {
      clients.values().forEach(client -> client.close(mode));
    }
  }

  private OutboundClient(OutboundSettings settings, ScheduledExecutorService timer) {
    this.settings = settings;
    this.timer = timer;
    this.pools = new Pools(TrustedAuthorities.context(settings.trustStore()));
  }

  /**
   * Opens a client.
   *
   * @param settings what holds for all calls
   * @param timer ends calls that take too long; stays its owner's
   * @return the client; close it
   * @throws IllegalArgumentException if the trust store cannot be read; the message says why
   */
  public static OutboundClient open(OutboundSettings settings, ScheduledExecutorService timer) {
    return new OutboundClient(settings, timer);
  }

  /**
   * Reads the trust store again. Calls that are under way fail and are tried again by who made
   * them; one that cannot be read leaves the last good one in use.
   *
   * @throws IllegalArgumentException if the trust store cannot be read; the message says why
   */
  public void readTrustStoreAgain() {
    Pools before = pools;
    pools = new Pools(TrustedAuthorities.context(settings.trustStore()));
    before.close(CloseMode.GRACEFUL);
  }

  /**
   * Reads an address.
   *
   * @param request what is read, and within which bounds
   * @return the answer, whatever its status
   * @throws OutboundException if the address may not be called, or there was no whole answer within
   *     the bounds
   */
  public OutboundResponse get(OutboundRequest request) throws OutboundException {
    URI uri = request.uri();
    String fault = OutboundAddress.fault(uri, settings.allowHttp());
    if (fault != null) {
      throw new OutboundException(OutboundAddress.shown(uri) + ": " + fault);
    }
    HttpGet get = new HttpGet(uri);
    get.setHeader("Accept", request.accept());
    get.setConfig(
        RequestConfig.custom().setResponseTimeout(Timeout.of(request.totalTimeout())).build());
    // The client's own timeouts hold for each read; a server that sends a byte a second never meets
    // them.
    ScheduledFuture<?> deadline =
        timer.schedule(get::cancel, request.totalTimeout().toMillis(), TimeUnit.MILLISECONDS);
    try {
      return client(request.connectTimeout())
          .execute(get, response -> read(get, response, request.maxBytes()));
    } catch (TooLongException e) {
      throw new OutboundException(OutboundAddress.shown(uri) + ": " + e.getMessage());
    } catch (IOException e) {
      String trouble =
          isLate(e) || get.isCancelled()
              ? "no whole answer within " + request.totalTimeout()
              : trouble(e);
      throw new OutboundException(OutboundAddress.shown(uri) + ": " + trouble);
    } finally {
      deadline.cancel(false);
    }
  }

  private static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException(int maxBytes) {
      super("an answer of more than " + maxBytes + " bytes");
    }
  }

  private static OutboundResponse read(HttpGet get, ClassicHttpResponse response, int maxBytes)
      throws IOException {
    Header cacheControl = response.getFirstHeader("Cache-Control");
    HttpEntity entity = response.getEntity();
    byte[] body = entity == null ? new byte[0] : read(get, entity.getContent(), maxBytes);
    return new OutboundResponse(
        response.getCode(), cacheControl == null ? null : cacheControl.getValue(), body);
  }

  private static byte[] read(HttpGet get, InputStream content, int maxBytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      if (bytes.size() + n > maxBytes) {
        get.cancel(); // else the library reads on to the end, to use the connection again
        throw new TooLongException(maxBytes);
      }
      bytes.write(buffer, 0, n);
    }
    return bytes.toByteArray();
  }

  /** A read may time out just before the deadline, which is as long, ends the call. */
  private static boolean isLate(IOException e) {
    return e instanceof SocketTimeoutException && !(e instanceof ConnectTimeoutException);
  }

  private static String trouble(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  /**
   * One pool for each connect timeout, since the library knows that timeout by pool; the
   * configuration has few of them.
   */
  private CloseableHttpClient client(Duration connectTimeout) {
    Pools current = pools;
    return current.clients.computeIfAbsent(connectTimeout, timeout -> open(timeout, current.tls));
  }

  private static CloseableHttpClient open(Duration connectTimeout, SSLContext tls) {
    Timeout timeout = Timeout.of(connectTimeout);
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(timeout).build())
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .build())
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .build())
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .disableDefaultUserAgent()
        .build();
  }

  @Override
  public void close() {
    pools.close(CloseMode.IMMEDIATE);
  }
}
