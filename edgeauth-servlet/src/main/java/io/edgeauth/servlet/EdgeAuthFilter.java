package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Identity;
import io.edgeauth.pipeline.CountedLimits;
import io.edgeauth.pipeline.Decision;
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
   * The init-param that lets requests wait for rate limits before other filters: {@code true} says
   * that all of them are mapped to ASYNC dispatches too.
   */
  public static final String WAIT_BEFORE_FILTERS = "wait-before-filters";

  private static final String NAME = "edgeauth";
  private static final String FOUND = EdgeAuthFilter.class.getName() + ".found";
  private static final String DECIDED = EdgeAuthFilter.class.getName() + ".decided";
  private static final String COUNTED = EdgeAuthFilter.class.getName() + ".counted";
  private static final String WAITING = EdgeAuthFilter.class.getName() + ".waiting";

  /** What is done when a request's turn has come. */
  private record Waiting(EdgeAuthFilter by, Received received, Decision.Delay delay) {

    /** For applications that print the attributes of their requests. */
    @Override
    public String toString() {
      return "waiting";
    }
  }

  /**
   * A client's request, for the dispatches that follow it.
   *
   * @param resource what the container made of the path
   * @param query the client's; a token may stand in it
   */
  private record Received(String uri, String resource, @Nullable String query) {

    static Received of(HttpServletRequest request) {
      return new Received(
          request.getRequestURI(), Target.resource(request), request.getQueryString());
    }

    /**
     * A dispatch to where the request went by itself. Undertow tells one that follows a forward the
     * path of the request, whatever it leads to: the resource is what it says rightly.
     */
    boolean isOf(HttpServletRequest dispatched) {
      return uri.equals(dispatched.getRequestURI()) && resource.equals(Target.resource(dispatched));
    }

    @Override
    public String toString() {
      return "received";
    }
  }

  /** The decision of a client's request. */
  private record Decided(EdgeAuthFilter by, Received received, Decision.Forward forward) {

    /** For applications that print the attributes of their requests. */
    @Override
    public String toString() {
      return "decided";
    }
  }

  private final boolean proxies;
  private volatile @Nullable EdgeAuth edge;
  private boolean owned;
  private final WaitingRequests waiting = new WaitingRequests();
  private volatile boolean waitsBeforeFilters;
  private volatile @Nullable String name;

  /**
   * Makes a filter that reads its configuration when the container initialises it, for {@code
   * web.xml}.
   */
  public EdgeAuthFilter() {
    this(false);
  }

  private EdgeAuthFilter(boolean proxies) {
    this.proxies = proxies;
    this.waitsBeforeFilters = proxies;
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
    waitsBeforeFilters = true;
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
    name = config.getFilterName();
    if ("true".equals(config.getInitParameter(WAIT_BEFORE_FILTERS))) {
      waitsBeforeFilters = true;
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
    waiting.close();
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
    switch (http.getDispatcherType()) {
      case REQUEST -> onRequest(decides, http, answer, chain);
      case FORWARD, INCLUDE -> onNewTarget(decides, http, answer, chain);
      case ASYNC -> onAsync(decides, http, answer, chain);
      case ERROR -> onError(decides, http, answer, chain);
    }
  }

  private void onRequest(
      EdgeAuth decides, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Received received = Received.of(request);
    CountedLimits counted = new CountedLimits();
    request.setAttribute(COUNTED, counted);
    Decision decision = decide(decides, request, request, received.query(), counted);
    onDecision(decision, received, request, response, chain);
  }

  /** Carries out what was decided of a client's request, at once or after a wait. */
  private void onDecision(
      Decision decision,
      Received received,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    if (decision instanceof Decision.Delay delay
        && waiting.canTake(request, response, name, waitsBeforeFilters)) {
      request.setAttribute(WAITING, new Waiting(this, received, delay));
      waiting.begin(request, delay);
      return;
    }
    if (decision instanceof Decision.Forward forward) {
      request.setAttribute(DECIDED, new Decided(this, received, forward));
      for (HeaderField field : forward.responseHeaders()) {
        response.addHeader(field.name(), field.value());
      }
    }
    carryOut(decision, request, response, chain);
  }

  /** The turn of a request has come: it goes on as if it came now. */
  private void onTurn(
      Waiting turn, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    request.removeAttribute(WAITING);
    if (!turn.received().isOf(request)) {
      turn.delay().reservation().cancel(); // it would reach what was not decided about
      refuse(turn.delay().otherwise(), request, response);
      return;
    }
    request.setAttribute(ForwardedRequest.FIRST, true);
    try {
      onDecision(turn.delay().then().get(), turn.received(), request, response, chain);
    } finally {
      request.removeAttribute(ForwardedRequest.FIRST);
    }
  }

  /** A dispatch inside the application leads to another resource, which has a route of its own. */
  private void onNewTarget(
      EdgeAuth decides, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest received = ForwardedRequest.below(request);
    Decided decided = decided(request);
    String query = decided == null ? received.getQueryString() : decided.received().query();
    CountedLimits counted =
        request.getAttribute(COUNTED) instanceof CountedLimits before
            ? before
            : new CountedLimits();
    carryOut(decide(decides, received, request, query, counted), request, response, chain);
  }

  private Decision decide(
      EdgeAuth decides,
      HttpServletRequest received,
      HttpServletRequest current,
      @Nullable String query,
      CountedLimits counted) {
    return proxies
        ? decides.decide(ServletEdgeRequest.of(received, current, query), counted)
        : Target.decide(decides, received, current, query, counted);
  }

  private void onAsync(
      EdgeAuth decides, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(WAITING) instanceof Waiting turn && turn.by() == this) {
      onTurn(turn, request, response, chain);
      return;
    }
    Decided decided = decided(request);
    if (decided != null && decided.received().isOf(request)) {
      goOn(decided.forward(), request, response, chain, ForwardedRequest.in(request) != null);
    } else {
      onNewTarget(decides, request, response, chain);
    }
  }

  private void onError(
      EdgeAuth decides, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Decided decided = decided(request);
    if (decided != null) {
      goOn(decided.forward(), request, response, chain, ForwardedRequest.in(request) != null);
    } else {
      // The container refused the request before it was decided; no page of the application may
      // answer.
      Refusals.write(decides.refusal(Math.max(400, response.getStatus())), response);
    }
  }

  private @Nullable Decided decided(HttpServletRequest request) {
    return request.getAttribute(DECIDED) instanceof Decided decided && decided.by() == this
        ? decided
        : null;
  }

  static void carryOut(
      Decision decision,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    if (decision instanceof Decision.Forward forward) {
      goOn(forward, request, response, chain, false);
    } else if (decision instanceof Decision.Delay delay) {
      delay.reservation().cancel();
      refuse(delay.otherwise(), request, response);
    } else if (decision instanceof Decision.Reject reject) {
      refuse(reject, request, response);
    } else if (decision instanceof Decision.Answer own && isAnswerable(request)) {
      Answers.write(own, request, response);
    }
  }

  private static void refuse(
      Decision.Reject reject, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (isAnswerable(request)) {
      Refusals.write(reject, response);
    }
  }

  /**
   * What is included in an answer cannot change it; a part that is refused, or answered by
   * EdgeAuth, is left out, and the decision's event tells so.
   */
  private static boolean isAnswerable(HttpServletRequest request) {
    return request.getDispatcherType() != DispatcherType.INCLUDE;
  }

  /**
   * @param wrapped whether the request was wrapped before it was dispatched again
   */
  private static void goOn(
      Decision.Forward forward,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      boolean wrapped)
      throws IOException, ServletException {
    HttpServletResponse answer = GuardedCaching.of(response, forward.responseHeaders());
    chain.doFilter(wrapped ? request : new ForwardedRequest(request, answer, forward), answer);
  }
}
