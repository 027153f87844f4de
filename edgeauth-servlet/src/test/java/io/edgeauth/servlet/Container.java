package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A real servlet container with the filter in front of a test's servlets. Those of Servlet 6.0 and
 * of 6.1 do not fit on one class path: a run of the tests has some of them.
 */
enum Container {
  JETTY_EE10("org.eclipse.jetty.ee10.servlet.ServletContextHandler"),
  JETTY_EE11("org.eclipse.jetty.ee11.servlet.ServletContextHandler"),
  TOMCAT_10("org.apache.catalina.startup.Tomcat"),
  TOMCAT_11("org.apache.catalina.startup.Tomcat"),
  UNDERTOW("io.undertow.servlet.Servlets");

  /** A container that serves on loopback. */
  record Running(int port, Runnable stop) implements AutoCloseable {

    RawHttp http() {
      return new RawHttp(port);
    }

    @Override
    public void close() {
      stop.run();
    }
  }

  private final String marker;

  Container(String marker) {
    this.marker = marker;
  }

  /** Those of this run. */
  static List<Container> present() {
    return Arrays.stream(values()).filter(Container::isPresent).toList();
  }

  private boolean isPresent() {
    ClassLoader loader = Container.class.getClassLoader();
    URL found = loader.getResource(marker.replace('.', '/') + ".class");
    return found != null
        && switch (this) {
          case TOMCAT_10 -> TomcatLauncher.version().startsWith("10.1.");
          case TOMCAT_11 -> TomcatLauncher.version().startsWith("11.0.");
          default -> true;
        };
  }

  boolean isJetty() {
    return this == JETTY_EE10 || this == JETTY_EE11;
  }

  boolean isTomcat() {
    return this == TOMCAT_10 || this == TOMCAT_11;
  }

  /** The version of the servlet API on the class path, such as 6.0. */
  static String servletVersion() {
    return String.valueOf(ServletContext.class.getPackage().getSpecificationVersion());
  }

  Running start(EdgeAuth edge, Map<String, HttpServlet> servlets) {
    return start(new Application(edge, servlets));
  }

  Running start(Application application) {
    Launcher launcher =
        switch (this) {
          case JETTY_EE10 -> new JettyEe10Launcher();
          case JETTY_EE11 -> new JettyEe11Launcher();
          case TOMCAT_10, TOMCAT_11 -> new TomcatLauncher();
          case UNDERTOW -> new UndertowLauncher();
        };
    return launcher.start(application);
  }
}
