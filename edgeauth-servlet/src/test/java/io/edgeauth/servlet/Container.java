package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A real servlet container with the filter in front of a test's servlets. */
enum Container {
  JETTY {
    @Override
    Running start(EdgeAuth edge, String contextPath, Map<String, HttpServlet> servlets) {
      try {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context =
            new ServletContextHandler(contextPath.isEmpty() ? "/" : contextPath);
        FilterHolder filter = new FilterHolder(EdgeAuthFilter.of(edge));
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
        servlets.forEach(
            (path, servlet) -> {
              ServletHolder holder = new ServletHolder(nameOf(path), servlet);
              holder.setAsyncSupported(true);
              holder.getRegistration().setMultipartConfig(IN_MEMORY);
              context.addServlet(holder, path);
            });
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(400, 599, "/error");
        context.setErrorHandler(errors);
        server.setHandler(context);
        server.start();
        return new Running(connector.getLocalPort(), () -> stop(server));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    private void stop(Server server) {
      try {
        server.stop();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  },

  TOMCAT {
    @Override
    Running start(EdgeAuth edge, String contextPath, Map<String, HttpServlet> servlets) {
      Tomcat tomcat = tomcat();
      Context context = tomcat.addContext(contextPath, null);
      FilterDef filter = new FilterDef();
      filter.setFilterName("edgeauth");
      filter.setFilter(EdgeAuthFilter.of(edge));
      filter.setAsyncSupported("true");
      context.addFilterDef(filter);
      FilterMap map = new FilterMap();
      map.setFilterName("edgeauth");
      map.addURLPattern("/*");
      for (DispatcherType type : DispatcherType.values()) {
        map.setDispatcher(type.name());
      }
      context.addFilterMap(map);
      servlets.forEach(
          (path, servlet) -> {
            Wrapper wrapper = Tomcat.addServlet(context, nameOf(path), servlet);
            wrapper.setAsyncSupported(true);
            wrapper.setMultipartConfigElement(IN_MEMORY);
            wrapper.addMapping(path);
          });
      ErrorPage page = new ErrorPage();
      page.setLocation("/error");
      context.addErrorPage(page);
      return run(tomcat);
    }
  };

  private static final MultipartConfigElement IN_MEMORY =
      new MultipartConfigElement("", 1 << 16, 1 << 16, 1 << 16);

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

  Running start(EdgeAuth edge, Map<String, HttpServlet> servlets) {
    return start(edge, "", servlets);
  }

  abstract Running start(EdgeAuth edge, String contextPath, Map<String, HttpServlet> servlets);

  /** The servlet behind everything is known by a name, for dispatches that use one. */
  private static String nameOf(String path) {
    return path.equals("/*") ? "target" : path;
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
      tomcat.getConnector().setProperty("address", "127.0.0.1");
      // It drops all trailers but these.
      tomcat.getConnector().setProperty("allowedTrailerHeaders", "x-user-id,x-kept");
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
