package io.edgeauth.servlet;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.edgeauth.EdgeAuth;
import io.edgeauth.contract.AdapterContract;
import io.edgeauth.contract.EchoApplication;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The filter keeps the contract of adapters, before each container of this run. */
@ParameterizedClass
@MethodSource("places")
final class ServletContractTest extends AdapterContract {

  @Parameter(0)
  private Container container;

  @Parameter(1)
  private String contextPath;

  static Stream<Arguments> places() {
    return Container.present().stream()
        .flatMap(one -> Stream.of(arguments(one, ""), arguments(one, "/app")));
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

  private Running running(Application application) {
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
