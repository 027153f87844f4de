package io.edgeauth.servlet;

import io.edgeauth.servlet.Container.Running;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/** Jetty's environment for Servlet 6.0. */
final class JettyEe10Launcher implements Launcher {

  @Override
  public Running start(Application application) {
    ServletContextHandler context =
        new ServletContextHandler(
            application.contextPath().isEmpty() ? "/" : application.contextPath());
    FilterHolder filter = new FilterHolder(application.filter());
    filter.setAsyncSupported(true);
    context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
    application
        .servlets()
        .forEach(
            (path, servlet) -> {
              ServletHolder holder = new ServletHolder(Application.nameOf(path), servlet);
              holder.setAsyncSupported(true);
              holder.getRegistration().setMultipartConfig(IN_MEMORY);
              context.addServlet(holder, path);
            });
    if (!application.welcomeFiles().isEmpty() && !application.servlets().containsKey("/")) {
      context.setWelcomeFiles(application.welcomeFiles().toArray(String[]::new));
      context.setBaseResourceAsPath(Application.folder());
      ServletHolder files = new ServletHolder("files", new DefaultServlet());
      files.setInitParameter("welcomeServlets", "exact");
      context.addServlet(files, "/");
    }
    ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
    errors.addErrorPage(400, 599, "/error");
    context.setErrorHandler(errors);
    context.getServletHandler().setDecodeAmbiguousURIs(application.isLenient());
    return JettyServer.run(context, application.settings());
  }
}
