package io.edgeauth.servlet;

import io.edgeauth.servlet.Container.Running;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/** Tomcat, of the version that is on the class path. */
final class TomcatLauncher implements Launcher {

  /** Tomcat drops all trailers but those that are named to it. */
  private static final String TRAILERS = "x-user-id,x-kept";

  static String version() {
    return ServerInfo.getServerNumber();
  }

  @Override
  public Running start(Application application) {
    Tomcat tomcat = tomcat();
    Context context = tomcat.addContext(application.contextPath(), null);
    FilterDef filter = new FilterDef();
    filter.setFilterName("edgeauth");
    filter.setFilter(application.filter());
    filter.setAsyncSupported("true");
    context.addFilterDef(filter);
    FilterMap map = new FilterMap();
    map.setFilterName("edgeauth");
    map.addURLPattern("/*");
    for (DispatcherType type : DispatcherType.values()) {
      map.setDispatcher(type.name());
    }
    context.addFilterMap(map);
    application
        .servlets()
        .forEach(
            (path, servlet) -> {
              Wrapper wrapper = Tomcat.addServlet(context, Application.nameOf(path), servlet);
              wrapper.setAsyncSupported(true);
              wrapper.setMultipartConfigElement(IN_MEMORY);
              wrapper.addMapping(path);
            });
    application.welcomeFiles().forEach(context::addWelcomeFile);
    ErrorPage page = new ErrorPage();
    page.setLocation("/error");
    context.addErrorPage(page);
    if (application.isLenient()) {
      letPass(tomcat.getConnector());
    }
    if (application.has(Application.Settings.REWRITES_PEER)) {
      context.getPipeline().addValve(new RemoteIpValve());
    }
    if (application.has(Application.Settings.TLS)) {
      secure(tomcat.getConnector());
    }
    return run(tomcat);
  }

  private static void secure(Connector connector) {
    SSLHostConfig host = new SSLHostConfig();
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
    certificate.setCertificateKeystoreFile(ServerTls.write(ServerTls.keys()).toString());
    certificate.setCertificateKeystorePassword(ServerTls.PASSWORD);
    certificate.setCertificateKeystoreType("PKCS12");
    host.addCertificate(certificate);
    host.setTruststoreFile(ServerTls.write(ServerTls.trusted()).toString());
    host.setTruststorePassword(ServerTls.PASSWORD);
    host.setTruststoreType("PKCS12");
    host.setCertificateVerification("optional");
    connector.addSslHostConfig(host);
    connector.setProperty("SSLEnabled", "true");
    connector.setScheme("https");
    connector.setSecure(true);
  }

  private static void letPass(Connector connector) {
    connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
    connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
  }

  static Tomcat tomcat() {
    try {
      Path base = Files.createTempDirectory("edgeauth-tomcat");
      base.toFile().deleteOnExit();
      Tomcat tomcat = new Tomcat();
      tomcat.setSilent(true);
      tomcat.setBaseDir(base.toString());
      tomcat.setHostname("localhost");
      tomcat.setPort(0);
      Connector connector = tomcat.getConnector();
      connector.setProperty("address", "127.0.0.1");
      connector.setProperty("allowedTrailerHeaders", TRAILERS);
      // A keep-alive test is one connection.
      connector.setProperty("maxKeepAliveRequests", "-1");
      Http2Protocol http2 = new Http2Protocol();
      // Streams that were refused count as abuse, and a test has nothing else.
      http2.setOverheadCountFactor(0);
      connector.addUpgradeProtocol(http2);
      return tomcat;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Running run(Tomcat tomcat) {
    try {
      tomcat.start();
      return new Running(tomcat.getConnector().getLocalPort(), () -> stop(tomcat));
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void stop(Tomcat tomcat) {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    }
  }
}
