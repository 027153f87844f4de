package io.edgeauth.examples.plainhttp;

import com.sun.net.httpserver.Filter;
import io.edgeauth.EdgeAuth;
import io.edgeauth.contract.AdapterContract;
import io.edgeauth.contract.EchoApplication;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;

/** The filter keeps the contract of adapters, whole. */
final class PlainHttpContractTest {

  @Nested
  final class AtTheRoot extends OnPlainHttp {
    AtTheRoot() {
      super("");
    }
  }

  @Nested
  final class BelowContextPath extends OnPlainHttp {
    BelowContextPath() {
      super("/app");
    }
  }

  abstract static class OnPlainHttp extends AdapterContract {

    private final String contextPath;

    OnPlainHttp(String contextPath) {
      this.contextPath = contextPath;
    }

    @Override
    protected String contextPath() {
      return contextPath;
    }

    @Override
    protected Running start(EdgeAuth edge, EchoApplication application) throws IOException {
      return run(contextPath, EdgeAuthHttpFilter.of(edge), application);
    }

    @Override
    protected Running startDeciding(
        Function<EdgeRequest, Decision> decisions, EchoApplication application) throws IOException {
      return run("", EdgeAuthHttpFilter.deciding(decisions), application);
    }

    private static Running run(String contextPath, Filter filter, EchoApplication application)
        throws IOException {
      PlainHttpServer server =
          PlainHttpServer.start(
              0,
              contextPath.isEmpty() ? "/" : contextPath,
              filter,
              exchange -> EchoHandler.answer(application, exchange));
      return new Running(server.port(), server::close);
    }
  }
}
