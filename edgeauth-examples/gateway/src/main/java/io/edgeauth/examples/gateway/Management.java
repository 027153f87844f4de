package io.edgeauth.examples.gateway;

import io.edgeauth.EdgeAuth;
import io.edgeauth.servlet.ApiKeyAdminServlet;
import io.edgeauth.servlet.EdgeAuthFilter;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/**
 * What the management port serves, and no other port does. The routes of the configuration decide
 * there, too: without one nobody enters.
 */
final class Management {

  private static final String API_KEYS = "/api-keys/*";

  private Management() {}

  static ServletContextHandler of(EdgeAuth edge) {
    ServletContextHandler context = new ServletContextHandler("/");
    context.getServletHandler().setDecodeAmbiguousURIs(true);
    context.setErrorHandler(new ServerRefusals(edge));
    // Its resources are its own: they are decided for as well as the path that was written.
    FilterHolder filter = new FilterHolder(EdgeAuthFilter.of(edge));
    filter.setAsyncSupported(true);
    context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
    context.addServlet(new ServletHolder("api-keys", ApiKeyAdminServlet.of(edge)), API_KEYS);
    return context;
  }
}
