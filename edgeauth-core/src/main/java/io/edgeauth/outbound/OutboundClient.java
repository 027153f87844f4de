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
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Calls configured addresses. Any number of threads may call at once; a call blocks its thread, at
 * most for the request's total timeout, save where the machine's name service hangs: do not call
 * from a request's thread.
 */
public final class OutboundClient implements AutoCloseable {

  /**
   * Without a charset: the library's own says ISO-8859-1, and a server that believes it reads what
   * was escaped as UTF-8 wrongly.
   */
  private static final ContentType FORM = ContentType.create("application/x-www-form-urlencoded");

  private final OutboundSettings settings;
  private final ScheduledExecutorService timer;
  private final Connections.Lasting lasting;
  private volatile TrustedAuthorities authorities;
  private volatile Pools pools;

  /**
   * The connections of one kind: the library knows a connect timeout and a client's certificate by
   * pool. The configuration has few of them.
   */
  private record Pool(Duration connectTimeout, @Nullable ClientCertificate certificate) {}

  /** The connections that were made under one trust store. */
  private record Pools(Map<Pool, Connections> clients) {

    Pools() {
      this(new ConcurrentHashMap<>());
    }

    void close(CloseMode mode) {
      clients.values().forEach(kept -> kept.client().close(mode));
    }
  }

  private OutboundClient(
      OutboundSettings settings, ScheduledExecutorService timer, Connections.Lasting lasting) {
    this.settings = settings;
    this.timer = timer;
    this.lasting = lasting;
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
    return open(settings, timer, Connections.Lasting.DEFAULTS);
  }

  static OutboundClient open(
      OutboundSettings settings, ScheduledExecutorService timer, Connections.Lasting lasting) {
    return new OutboundClient(settings, timer, lasting);
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
   * Posts bytes, as nobody in particular.
   *
   * @param request where to, and within which bounds
   * @param mediaType what the bytes are
   * @param body they, which hold no secret
   * @return the answer, whatever its status
   * @throws OutboundException if the address may not be called, or there was no whole answer within
   *     the bounds
   */
  public OutboundResponse post(OutboundRequest request, String mediaType, byte[] body)
      throws OutboundException {
    HttpPost post = new HttpPost(request.uri());
    post.setEntity(new ByteArrayEntity(body, ContentType.create(mediaType)));
    return call(request, post, null);
  }

  /**
   * Tells whether an address takes connections, with TLS where it is to have it. Nothing is asked.
   * Blocks for at most the timeout, save where the machine's name service hangs.
   *
   * @param uri an address that may be called
   * @param timeout how long it may take
   * @return whether a connection was made, to a server that proved its name
   */
  public boolean takesConnections(URI uri, Duration timeout) {
    return new Handshake(uri, authorities.context(null), timer).succeeds(timeout);
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
    Connections kept = connections(new Pool(request.connectTimeout(), certificate));
    try {
      return kept.client().execute(call, response -> read(call, response, request.maxBytes()));
    } catch (TooLongException e) {
      throw new OutboundException(OutboundAddress.shown(uri) + ": " + e.getMessage());
    } catch (IOException e) {
      kept.dropIdle();
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

  private Connections connections(Pool pool) {
    return pools.clients.computeIfAbsent(
        pool,
        kind ->
            Connections.open(kind.connectTimeout, authorities.context(kind.certificate), lasting));
  }

  /**
   * Ends the connections that were made with a certificate that is not to be shown any more.
   *
   * @param certificate one that no later call will show
   */
  public void forget(ClientCertificate certificate) {
    pools.clients.forEach(
        (pool, kept) -> {
          if (certificate.equals(pool.certificate) && pools.clients.remove(pool, kept)) {
            kept.client().close(CloseMode.GRACEFUL);
          }
        });
  }

  @Override
  public void close() {
    pools.close(CloseMode.IMMEDIATE);
  }
}
