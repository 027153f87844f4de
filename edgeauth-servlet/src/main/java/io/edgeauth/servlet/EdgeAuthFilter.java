package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.identity.Identity;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * EdgeAuth as the first filter of a servlet application: what it refuses never reaches a servlet,
 * and what goes on has no header that only the gateway may write.
 *
 * <p>It is registered in code ({@link #register}), by {@code web.xml} with the init-param {@code
 * config}, or by itself where the class path has an {@code edgeauth.yaml}. It must see every
 * dispatch: FORWARD and INCLUDE are decided anew for their target, ERROR and ASYNC go on under the
 * decision of their request.
 *
 * <p>Any number of threads may run it at once. It keeps nothing in thread-locals.
 */
public final class EdgeAuthFilter implements Filter {

  /**
   * The init-param that names the configuration: a file, {@code /WEB-INF/…}, or {@code
   * classpath:…}.
   */
  public static final String CONFIG = "config";

  /**
   * The request attribute, a text, in which a server says for which host the client opened the TLS
   * connection (SNI). Where it is there, routes that take client certificates refuse other hosts
   * with 421.
   */
  public static final String TLS_SERVER_NAME = "io.edgeauth.tls-server-name";

  /**
   * The init-param that lets requests wait for rate limits before other filters: {@code true} says
   * that all of them are mapped to ASYNC dispatches too.
   */
  public static final String WAIT_BEFORE_FILTERS = "wait-before-filters";

  private static final String NAME = "edgeauth";
  private static final String FOUND = EdgeAuthFilter.class.getName() + ".found";

  private final Dispatches dispatches;
  private volatile @Nullable EdgeAuth edge;
  private boolean owned;

  /**
   * Makes a filter that reads its configuration when the container initialises it, for {@code
   * web.xml}.
   */
  public EdgeAuthFilter() {
    this(false);
  }

  private EdgeAuthFilter(boolean proxies) {
    this.dispatches = new Dispatches(proxies);
  }

  /**
   * Makes a filter of an EdgeAuth, for servers that are embedded. Map it to every path and all
   * dispatcher types, with asynchronous support, before all other filters.
   *
   * @param edge decides; its owner closes it
   * @return the filter
   */
  public static EdgeAuthFilter of(EdgeAuth edge) {
    EdgeAuthFilter filter = new EdgeAuthFilter();
    filter.edge = edge;
    return filter;
  }

  /**
   * Makes a filter for a server that hands the raw path on and has no resources of its own. It
   * decides for the path as it was written alone, where {@link #of} also asks for the resource that
   * the container made of it: before an application's own servlets that would leave a way around.
   *
   * @param edge decides; its owner closes it
   * @return the filter
   */
  public static EdgeAuthFilter ofProxy(EdgeAuth edge) {
    EdgeAuthFilter filter = new EdgeAuthFilter(true);
    filter.edge = edge;
    return filter;
  }

  /**
   * Lets requests wait for rate limits before other filters. A request whose turn has come is
   * dispatched as ASYNC: say so where every other filter is mapped to ASYNC dispatches too, and
   * does there what it does for others. Unless it is said, an application with other filters has no
   * request wait: it is refused with 429.
   *
   * @return this
   */
  public EdgeAuthFilter waitBeforeFilters() {
    dispatches.waitBeforeFilters();
    return this;
  }

  /**
   * Registers the filter before all others, for every path and all dispatcher types. Call it while
   * the application starts. One that was registered because the class path has an {@code
   * edgeauth.yaml} uses this EdgeAuth instead.
   *
   * @param context the application
   * @param edge decides; its owner closes it
   * @throws IllegalStateException if the application has the filter already, or has started
   */
  public static void register(ServletContext context, EdgeAuth edge) {
    if (context.getAttribute(FOUND) instanceof EdgeAuthFilter found && found.edge == null) {
      found.edge = edge;
      return;
    }
    if (isRegistered(context)) {
      throw new IllegalStateException("the application has an EdgeAuthFilter already");
    }
    add(context, of(edge));
  }

  /**
   * Registers a filter that reads what was found on the class path, unless code gives it an
   * EdgeAuth before it is initialised.
   */
  static void registerFound(ServletContext context, String configuration) {
    EdgeAuthFilter filter = new EdgeAuthFilter();
    context.setAttribute(FOUND, filter);
    add(context, filter).setInitParameter(CONFIG, configuration);
  }

  static boolean isRegistered(ServletContext context) {
    return context.getFilterRegistrations().values().stream()
        .anyMatch(
            registration -> EdgeAuthFilter.class.getName().equals(registration.getClassName()));
  }

  private static FilterRegistration.Dynamic add(ServletContext context, EdgeAuthFilter filter) {
    FilterRegistration.Dynamic registration = context.addFilter(NAME, filter);
    if (registration == null) {
      throw new IllegalStateException("the application has another filter named " + NAME);
    }
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    return registration;
  }

  /**
   * The verified caller of a request that came through this filter.
   *
   * @param request the request, as a servlet or a later filter has it
   * @return who is calling; anonymous on public routes, and where no filter of this kind let the
   *     request through
   */
  public static Identity identity(ServletRequest request) {
    ForwardedRequest forwarded = ForwardedRequest.in(request);
    return forwarded == null ? Identity.ANONYMOUS : forwarded.identity();
  }

  @Override
  public void init(FilterConfig config) throws ServletException {
    dispatches.named(config.getFilterName());
    if ("true".equals(config.getInitParameter(WAIT_BEFORE_FILTERS))) {
      waitBeforeFilters();
    }
    if (edge != null) {
      return;
    }
    String configuration = config.getInitParameter(CONFIG);
    if (configuration == null) {
      throw new ServletException(
          "EdgeAuthFilter has no init-param config (expected: a file, /WEB-INF/…, or classpath:…)");
    }
    try {
      edge = ConfigurationLocation.read(configuration, config.getServletContext());
      owned = true;
    } catch (ConfigurationException e) {
      throw new ServletException(e.getMessage(), e);
    }
  }

  @Override
  public void destroy() {
    dispatches.close();
    EdgeAuth last = edge;
    if (owned && last != null) {
      last.close();
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    EdgeAuth decides = edge;
    if (decides == null
        || !(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)) {
      throw new ServletException("EdgeAuthFilter is not initialised, or the request is not HTTP");
    }
    dispatches.carryOut(decides, http, answer, chain);
  }
}
