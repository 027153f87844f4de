package io.edgeauth.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Calls configured addresses. Any number of threads may call at once; a call blocks its thread, at
 * most for the request's total timeout, save where the machine's name service hangs: do not call
 * from a request's thread.
 */
public final class OutboundClient implements AutoCloseable {

  private static final int MAX_CONNECTIONS = 256;

  /** A host whose name leads elsewhere by now is found there after this time and the JDK's own. */
  private static final TimeValue CONNECTION_LIFETIME = TimeValue.ofMinutes(1);

  /**
   * Without a charset: the library's own says ISO-8859-1, and a server that believes it reads what
   * was escaped as UTF-8 wrongly.
   */
  private static final ContentType FORM = ContentType.create("application/x-www-form-urlencoded");

  private final OutboundSettings settings;
  private final ScheduledExecutorService timer;
  private volatile TrustedAuthorities authorities;
  private volatile Pools pools;

  /**
   * The connections of one kind: the library knows a connect timeout and a client's certificate by
   * pool. The configuration has few of them.
   */
  private record Pool(Duration connectTimeout, @Nullable ClientCertificate certificate) {}

  /** The connections that were made under one trust store. */
  private record Pools(Map<Pool, CloseableHttpClient> clients) {

    Pools() {
      this(new ConcurrentHashMap<>());
    }

    void close(CloseMode mode) {
      clients.values().forEach(client -> client.close(mode));
    }
  }

  private OutboundClient(OutboundSettings settings, ScheduledExecutorService timer) {
    this.settings = settings;
    this.timer = timer;
    this.authorities = TrustedAuthorities.read(settings.trustStore());
    this.pools = new Pools();
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
    authorities = TrustedAuthorities.read(settings.trustStore());
    Pools before = pools;
    pools = new Pools();
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
    return call(request, new HttpGet(request.uri()), null);
  }

  /**
   * Posts a form.
   *
   * @param request where to, and within which bounds
   * @param form what is posted, and as whom
   * @return the answer, whatever its status
   * @throws OutboundException if the address may not be called, or there was no whole answer within
   *     the bounds
   */
  public OutboundResponse post(OutboundRequest request, OutboundForm form)
      throws OutboundException {
    HttpPost post = new HttpPost(request.uri());
    String authorization = form.authorization();
    if (authorization != null) {
      post.setHeader("Authorization", authorization);
    }
    post.setEntity(new ByteArrayEntity(form.encoded(), FORM));
    return call(request, post, form.certificate());
  }

  /**
   * Tells whether an address takes connections. Nothing is sent. Blocks for at most the timeout,
   * save where the machine's name service hangs.
   *
   * @param uri an address that may be called
   * @param connectTimeout how long it may take
   * @return whether a connection was made
   */
  public static boolean takesConnections(URI uri, Duration connectTimeout) {
    int port = uri.getPort() >= 0 ? uri.getPort() : "http".equals(uri.getScheme()) ? 80 : 443;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), port), (int) connectTimeout.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private OutboundResponse call(
      OutboundRequest request, HttpUriRequestBase call, @Nullable ClientCertificate certificate)
      throws OutboundException {
    URI uri = request.uri();
    String fault = OutboundAddress.fault(uri, settings.allowHttp());
    if (fault != null) {
      throw new OutboundException(OutboundAddress.shown(uri) + ": " + fault);
    }
    call.setHeader("Accept", request.accept());
    call.setConfig(
        RequestConfig.custom().setResponseTimeout(Timeout.of(request.totalTimeout())).build());
    // The client's own timeouts hold for each read; a server that sends a byte a second never meets
    // them.
    ScheduledFuture<?> deadline =
        timer.schedule(call::cancel, request.totalTimeout().toMillis(), TimeUnit.MILLISECONDS);
    try {
      return client(new Pool(request.connectTimeout(), certificate))
          .execute(call, response -> read(call, response, request.maxBytes()));
    } catch (TooLongException e) {
      throw new OutboundException(OutboundAddress.shown(uri) + ": " + e.getMessage());
    } catch (IOException e) {
      String trouble =
          isLate(e) || call.isCancelled()
              ? "no whole answer within " + request.totalTimeout()
              : trouble(e);
      throw new OutboundException(OutboundAddress.shown(uri) + ": " + trouble);
    } catch (IllegalStateException e) {
      // The library's way to say that the deadline came, or a pool was closed, between taking a
      // connection and using it.
      String trouble =
          call.isCancelled()
              ? "no whole answer within " + request.totalTimeout()
              : "its connections were closed";
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

  private static OutboundResponse read(
      HttpUriRequestBase call, ClassicHttpResponse response, int maxBytes) throws IOException {
    HttpEntity entity = response.getEntity();
    byte[] body = entity == null ? new byte[0] : read(call, entity.getContent(), maxBytes);
    return new OutboundResponse(
        response.getCode(),
        value(response, "Content-Type"),
        value(response, "Cache-Control"),
        value(response, "Retry-After"),
        body);
  }

  private static @Nullable String value(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  private static byte[] read(HttpUriRequestBase call, InputStream content, int maxBytes)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      if (bytes.size() + n > maxBytes) {
        call.cancel(); // else the library reads on to the end, to use the connection again
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

  /** What the library says of an answer that it cannot read quotes it, and that may quote us. */
  private static String trouble(IOException e) {
    if (e instanceof ClientProtocolException || e instanceof MalformedChunkCodingException) {
      return "an answer that is no HTTP";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private CloseableHttpClient client(Pool pool) {
    return pools.clients.computeIfAbsent(
        pool, kind -> open(kind.connectTimeout, authorities.context(kind.certificate)));
  }

  /**
   * Ends the connections that were made with a certificate that is not to be shown any more.
   *
   * @param certificate one that no later call will show
   */
  public void forget(ClientCertificate certificate) {
    pools.clients.forEach(
        (pool, client) -> {
          if (certificate.equals(pool.certificate) && pools.clients.remove(pool, client)) {
            client.close(CloseMode.GRACEFUL);
          }
        });
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
                        .setTimeToLive(CONNECTION_LIFETIME)
                        .build())
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .build())
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        // A pool shows one certificate or none: the library would open a connection for each call.
        .disableConnectionState()
        .disableDefaultUserAgent()
        .build();
  }

  @Override
  public void close() {
    pools.close(CloseMode.IMMEDIATE);
  }
}
