package io.edgeauth.examples.gateway;

import io.edgeauth.EdgeAuth;
import io.edgeauth.servlet.EdgeAuthFilter;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.EnumSet;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A Jetty server of a gateway: one connector, EdgeAuth's filter, and the proxy or the management
 * behind it.
 */
final class Listening {

  private static final int MAX_HEADER_BYTES = 32 * 1024;

  /**
   * EdgeAuth is the one judge of paths, and refuses more than Jetty would. A fragment and user
   * information are Jetty's to refuse: servlets are not shown them.
   */
  private static final UriCompliance JUDGED_BY_EDGEAUTH =
      UriCompliance.UNSAFE.without("edgeauth", Violation.FRAGMENT, Violation.USER_INFO);

  /** So many requests of administrators at once, whatever comes to the other port meanwhile. */
  private static final int MANAGEMENT_THREADS = 16;

  private final Server server;
  private final ServerConnector connector;
  private final ListenAddress address;
  private final boolean secure;

  private Listening(
      Server server, ServerConnector connector, ListenAddress address, boolean secure) {
    this.server = server;
    this.connector = connector;
    this.address = address;
    this.secure = secure;
  }

  /**
   * Builds the proxy's server, which does not run yet.
   *
   * @param tls null: plain HTTP
   */
  static Listening toProxy(
      EdgeAuth edge,
      LiveSettings settings,
      UpstreamTimeouts timeouts,
      SslContextFactory.@Nullable Server tls) {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("gateway");
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server, protocols(tls));
    ServletContextHandler proxy = proxy(edge, settings, timeouts, tls != null);
    ListenAddress address = settings.now().gateway().listen();
    return new Listening(server, connector, address, tls != null)
        .serving(proxy, edge, settings, timeouts);
  }

  /**
   * Builds the server of the management port, which does not run yet. Its threads are its own: a
   * key that leaked is revoked while the proxy is under attack.
   *
   * @param tls null: plain HTTP
   */
  static Listening toManage(
      ListenAddress address,
      EdgeAuth edge,
      LiveSettings settings,
      UpstreamTimeouts timeouts,
      SslContextFactory.@Nullable Server tls) {
    QueuedThreadPool threads = new QueuedThreadPool(MANAGEMENT_THREADS, 1);
    threads.setName("management");
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server, 1, 1, protocols(tls));
    return new Listening(server, connector, address, tls != null)
        .serving(Management.of(edge), edge, settings, timeouts);
  }

  private Listening serving(
      ServletContextHandler application,
      EdgeAuth edge,
      LiveSettings settings,
      UpstreamTimeouts timeouts) {
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setIdleTimeout(timeouts.client().toMillis());
    server.addConnector(connector);
    server.setErrorHandler(new ServerRefusals(edge));
    server.setHandler(new GracefulHandler(new TargetGate(application, settings)));
    return this;
  }

  private static ConnectionFactory[] protocols(SslContextFactory.@Nullable Server tls) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    // An event must not wait in a buffer for the next one.
    http.setOutputAggregationSize(0);
    http.setMaxResponseHeaderSize(2 * MAX_HEADER_BYTES);
    http.setUriCompliance(JUDGED_BY_EDGEAUTH);
    // A line feed alone ends a line to some servers and not to others (RFC 9112, section 2.2).
    http.setHttpCompliance(HttpCompliance.STRICT);
    HttpConnectionFactory http1 = new HttpConnectionFactory(http);
    if (tls == null) {
      return new ConnectionFactory[] {http1};
    }
    // One certificate serves whatever hosts the routes know; which those are is not the
    // certificate's to say.
    http.addCustomizer(new SecureRequestCustomizer(false));
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
    http2.setConnectProtocolEnabled(false);
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(http1.getProtocol());
    return new ConnectionFactory[] {
      new SslConnectionFactory(tls, alpn.getProtocol()), alpn, http2, http1
    };
  }

  private static ServletContextHandler proxy(
      EdgeAuth edge, LiveSettings settings, UpstreamTimeouts timeouts, boolean secure) {
    ServletContextHandler context = new ServletContextHandler("/");
    context.getServletHandler().setDecodeAmbiguousURIs(true);
    context.setErrorHandler(new ServerRefusals(edge));
    FilterHolder filter = new FilterHolder(EdgeAuthFilter.ofProxy(edge));
    filter.setAsyncSupported(true);
    context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
    ServletHolder proxy =
        new ServletHolder("proxy", new UpstreamServlet(settings, timeouts, secure));
    proxy.setAsyncSupported(true);
    proxy.setInitOrder(1);
    proxy.setInitParameter("preserveHost", "true");
    // With Jetty's 256, so many uploads that never end would keep all others from an upstream.
    proxy.setInitParameter("maxConnections", "4096");
    proxy.setInitParameter("viaHost", "edgeauth");
    context.addServlet(proxy, "/*");
    return context;
  }

  /** Begins to listen. */
  void start() throws Exception {
    server.start();
  }

  /** Where it was to listen. */
  ListenAddress address() {
    return address;
  }

  /** Where it listens. */
  URI uri() {
    ListenAddress bound = new ListenAddress(address.host(), connector.getLocalPort());
    return URI.create((secure ? "https://" : "http://") + bound);
  }

  /** Whether what is sent to it can be read on the way. */
  boolean isExposed() throws IOException {
    boolean local =
        connector.getTransport() instanceof ServerSocketChannel channel
            && channel.getLocalAddress() instanceof InetSocketAddress bound
            && bound.getAddress().isLoopbackAddress();
    return !secure && !local;
  }

  /** Stops accepting, and gives requests under way so much time. */
  void stop(Duration drain) throws Exception {
    server.setStopTimeout(drain.toMillis());
    server.stop();
  }
}
