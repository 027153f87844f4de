package io.edgeauth.servlet;

import io.edgeauth.servlet.Container.Running;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The part of Jetty that is the same for every version of the servlet API. */
final class JettyServer {

  private JettyServer() {}

  static Running run(Handler context, Application.Settings settings) {
    try {
      Server server = new Server();
      HttpConfiguration configuration = new HttpConfiguration();
      if (settings == Application.Settings.LENIENT) {
        configuration.setUriCompliance(UriCompliance.UNSAFE);
      }
      if (settings == Application.Settings.DOCUMENTED
          || settings == Application.Settings.RESOURCE_UNTOLD) {
        configuration.setUriCompliance(
            UriCompliance.DEFAULT.with(
                "documented",
                Violation.AMBIGUOUS_PATH_SEPARATOR,
                Violation.AMBIGUOUS_EMPTY_SEGMENT,
                Violation.AMBIGUOUS_PATH_ENCODING,
                Violation.SUSPICIOUS_PATH_CHARACTERS));
      }
      if (settings == Application.Settings.REWRITES_PEER) {
        configuration.addCustomizer(new ForwardedRequestCustomizer());
      }
      ServerConnector connector =
          new ServerConnector(server, 1, 1, protocols(configuration, settings));
      connector.setHost("127.0.0.1");
      server.addConnector(connector);
      server.setHandler(context);
      server.start();
      return new Running(connector.getLocalPort(), () -> stop(server));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static ConnectionFactory[] protocols(
      HttpConfiguration configuration, Application.Settings settings) {
    HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
    if (settings != Application.Settings.TLS) {
      return new ConnectionFactory[] {http1, new HTTP2CServerConnectionFactory(configuration)};
    }
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(ServerTls.server());
    tls.setWantClientAuth(true);
    return new ConnectionFactory[] {new SslConnectionFactory(tls, http1.getProtocol()), http1};
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
