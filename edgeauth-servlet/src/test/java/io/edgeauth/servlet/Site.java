package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.event.EdgeEvent;
import io.edgeauth.event.EdgeEventListener;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.http.RequestSettings;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An application under {@link Rules} whose servlets record what their container made of a request,
 * and what was decided meanwhile.
 */
final class Site implements AutoCloseable, EdgeEventListener {

  /** What servlets are mapped to. */
  enum Mappings {
    /** One servlet has all. */
    WHOLE,
    /** A folder, an ending, names, and the rest. */
    PARTS;

    private List<String> patterns() {
      return this == WHOLE
          ? List.of("/*")
          : List.of("/s/*", "*.do", "/exact", "/admin/x", "/docs/index.html", "/");
    }
  }

  /**
   * What a servlet served.
   *
   * @param path the path below the application as the container resolved it
   * @param requestId which decision let it through
   */
  record Served(String mapping, String path, String method, String requestId) {}

  private final class Recording extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final String mapping;

    Recording(String mapping) {
      this.mapping = mapping;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String path =
          request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
      served.add(
          new Served(
              mapping,
              path.isEmpty() ? "/" : path,
              request.getMethod(),
              request.getHeader("X-Request-Id")));
      response.getWriter().write("served " + request.getHeader(Probe.NUMBER));
    }
  }

  private final List<Served> served = new CopyOnWriteArrayList<>();
  private final List<DecisionEvent> decisions = new CopyOnWriteArrayList<>();
  private final EdgeAuth edge;
  private final Container.Running running;

  Site(
      Container container,
      TestIssuer issuer,
      RequestSettings request,
      Application.Settings settings,
      Mappings mappings,
      String contextPath) {
    edge = Rules.edge(issuer.issuer(), request, this);
    Map<String, HttpServlet> servlets = new LinkedHashMap<>();
    mappings.patterns().forEach(pattern -> servlets.put(pattern, new Recording(pattern)));
    Application application = new Application(edge, servlets).below(contextPath).with(settings);
    running =
        container.start(
            mappings == Mappings.PARTS ? application.welcoming("index.html") : application);
  }

  int port() {
    return running.port();
  }

  /** Forgets what was before a request. */
  void clear() {
    served.clear();
    decisions.clear();
  }

  List<Served> served() {
    return served;
  }

  List<DecisionEvent> decisions() {
    return decisions;
  }

  @Override
  public void on(EdgeEvent event) {
    if (event instanceof DecisionEvent decision) {
      decisions.add(decision);
    }
  }

  @Override
  public void close() {
    running.close();
    edge.close();
  }
}
