package io.edgeauth.servlet;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgeauth.EdgeAuth;
import io.edgeauth.contract.AdapterContract;
import io.edgeauth.contract.EchoApplication;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.util.Map;
import java.util.function.Function;

/** The filter keeps the contract of adapters, in one container and below one context path. */
abstract class FilterContract extends AdapterContract {

  private final Container container;
  private final String contextPath;

  FilterContract(Container container, String contextPath) {
    this.container = container;
    this.contextPath = contextPath;
  }

  @Override
  protected String contextPath() {
    return contextPath;
  }

  @Override
  protected Running start(EdgeAuth edge, EchoApplication application) {
    return running(
        new Application(edge, Map.of("/*", new EchoServlet(application))).below(contextPath));
  }

  /** Only a run of chosen tests meets a container of the other servlet API. */
  private Running running(Application application) {
    assumeTrue(Container.present().contains(container));
    Container.Running running = container.start(application);
    return new Running(running.port(), running::close);
  }

  /** A servlet carries out the decision as the filter would; the filter itself lets all pass. */
  @Override
  protected Running startDeciding(
      Function<EdgeRequest, Decision> decisions, EchoApplication application) {
    EdgeAuth open = EdgeAuth.builder().route(Route.path("/public/**").allowPublic()).build();
    Running running =
        running(
            new Application(
                open, Map.of("/public/*", EchoServlet.deciding(application, decisions))));
    return new Running(
        running.port(),
        () -> {
          running.stop().run();
          open.close();
        });
  }
}
