package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import io.edgeauth.contract.AdapterContract;
import io.edgeauth.contract.EchoApplication;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;

/** The filter keeps the contract of adapters, before each container. */
final class ServletContractTest {

  @Nested
  final class OnJetty extends OnContainer {
    OnJetty() {
      super(Container.JETTY, "");
    }
  }

  @Nested
  final class OnJettyBelowContextPath extends OnContainer {
    OnJettyBelowContextPath() {
      super(Container.JETTY, "/app");
    }
  }

  @Nested
  final class OnTomcat extends OnContainer {
    OnTomcat() {
      super(Container.TOMCAT, "");
    }
  }

  @Nested
  final class OnTomcatBelowContextPath extends OnContainer {
    OnTomcatBelowContextPath() {
      super(Container.TOMCAT, "/app");
    }
  }

  /** One container, one context path. */
  abstract static class OnContainer extends AdapterContract {

    private final Container container;
    private final String contextPath;

    OnContainer(Container container, String contextPath) {
      this.container = container;
      this.contextPath = contextPath;
    }

    @Override
    protected String contextPath() {
      return contextPath;
    }

    @Override
    protected Running start(EdgeAuth edge, EchoApplication application) {
      Container.Running running =
          container.start(edge, contextPath, Map.of("/*", new EchoServlet(application)));
      return new Running(running.port(), running::close);
    }

    /** A servlet carries out the decision as the filter would; the filter itself lets all pass. */
    @Override
    protected Running startDeciding(
        Function<EdgeRequest, Decision> decisions, EchoApplication application) {
      EdgeAuth open = EdgeAuth.builder().route(Route.path("/public/**").allowPublic()).build();
      Container.Running running =
          container.start(open, Map.of("/public/*", EchoServlet.deciding(application, decisions)));
      return new Running(
          running.port(),
          () -> {
            running.close();
            open.close();
          });
    }
  }
}
