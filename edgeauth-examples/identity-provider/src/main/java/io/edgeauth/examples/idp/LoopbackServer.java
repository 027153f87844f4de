package io.edgeauth.examples.idp;

import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextException;

/** The Tomcat that serves the authorization server on the loopback address alone. */
final class LoopbackServer implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  /** Held here: the log manager refers to loggers weakly, and their level would go with them. */
  private static final List<Logger> TOMCAT_LOGGERS =
      Stream.of("org.apache.catalina", "org.apache.coyote", "org.apache.tomcat")
          .map(Logger::getLogger)
          .toList();

  private final AnnotationConfigServletWebServerApplicationContext context;
  private final int port;

  private LoopbackServer(AnnotationConfigServletWebServerApplicationContext context, int port) {
    this.context = context;
    this.port = port;
  }

  static LoopbackServer start(int port, Clients clients) {
    TOMCAT_LOGGERS.forEach(logger -> logger.setLevel(Level.WARNING));
    var context = new AnnotationConfigServletWebServerApplicationContext();
    context.registerBean(TomcatServletWebServerFactory.class, () -> tomcat(port));
    context.registerBean(Clients.class, () -> clients);
    context.register(AuthorizationServer.class);
    try {
      context.refresh();
    } catch (ApplicationContextException e) {
      throw new IllegalStateException(
          "no identity provider could be started at " + HOST + ":" + port, e);
    }
    var server = (TomcatWebServer) Objects.requireNonNull(context.getWebServer());
    server.getTomcat().getConnector().setProxyPort(server.getPort());
    return new LoopbackServer(context, server.getPort());
  }

  String origin() {
    return "http://" + HOST + ":" + port;
  }

  @Override
  public void close() {
    context.close();
  }

  private static TomcatServletWebServerFactory tomcat(int port) {
    var factory = new TomcatServletWebServerFactory(port);
    factory.addConnectorCustomizers(
        connector -> {
          connector.setProperty("address", HOST);
          // The issuer follows the origin of the request; a Host header is not to choose it.
          connector.setProxyName(HOST);
        });
    return factory;
  }
}
