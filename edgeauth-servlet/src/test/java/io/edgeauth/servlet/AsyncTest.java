package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.servlet.Container.Running;
import io.edgeauth.servlet.RawHttp.Answer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** R22: asynchronous requests neither lose their caller nor leave one behind. */
final class AsyncTest {

  /** What a servlet does when a client's request reaches it. */
  @FunctionalInterface
  private interface Action {
    void run(HttpServletRequest request, AsyncContext async) throws IOException;
  }

  /** Starts asynchronously, and answers later dispatches with what it sees. */
  private static final class Asynchronous extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Action action;

    Asynchronous(Action action) {
      this.action = action;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      if (request.getDispatcherType() == DispatcherType.REQUEST) {
        action.run(
            request, request.isAsyncStarted() ? request.getAsyncContext() : request.startAsync());
      } else {
        response.getWriter().write(SeenServlet.seen(request));
      }
    }
  }

  /** Does nothing but what a test overrides. */
  private static class Listener implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  private final Edge edge = new Edge();
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  @AfterEach
  void close() {
    threads.shutdownNow();
    edge.close();
  }

  private Running start(Container container, Action action) {
    return container.start(edge.auth(), Map.of("/*", new Asynchronous(action)));
  }

  private static void write(AsyncContext async) {
    try {
      HttpServletRequest request = (HttpServletRequest) async.getRequest();
      async.getResponse().getWriter().write(SeenServlet.seen(request));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    async.complete();
  }

  /** The thread of the application is one and the same for all of them. */
  @EveryContainer
  void completedElsewhere_callersOfOneConnection_eachIsWhoItIs(Container container) {
    Action later = (request, async) -> threads.execute(() -> write(async));
    try (Running running = start(container, later);
        RawConnection connection = new RawConnection(running.port())) {
      for (int i = 0; i < 50; i++) {
        Answer alice = connection.send("GET", "/optional/a", List.of(edge.bearer()));
        Answer nobody = connection.send("GET", "/optional/a", List.of("X-User-Id: root"));

        assertThat(alice.body()).contains("\"identity\":\"alice\"").contains("\"user\":\"alice\"");
        assertThat(nobody.body()).contains("\"identity\":null").doesNotContain("alice", "root");
      }
      assertThat(connection.connections()).isEqualTo(1);
    }
  }

  @EveryContainer
  void timedOut_dispatchedByItsListener_keepsItsCaller(Container container) {
    Action never =
        (request, async) -> {
          async.setTimeout(50);
          async.addListener(
              new Listener() {
                @Override
                public void onTimeout(AsyncEvent event) {
                  event.getAsyncContext().dispatch();
                }
              });
        };
    try (Running running = start(container, never)) {
      Answer answer = running.http().get("/api/a", edge.bearer(), "X-User-Id: root");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body())
          .contains("\"identity\":\"alice\"")
          .contains("ASYNC")
          .doesNotContain("root");
      assertThat(edge.decisions()).hasSize(1);
    }
  }

  @EveryContainer
  void timedOut_nobodyListens_errorPageUnderItsDecision(Container container) {
    try (Running running = start(container, (request, async) -> async.setTimeout(50))) {
      Answer answer = running.http().get("/api/a", edge.bearer(), "X-User-Id: root");

      assertThat(answer.status()).isBetween(500, 503);
      assertThat(answer.body()).doesNotContain("root");
      assertThat(edge.decisions()).hasSize(1);
    }
  }

  /** A filter before ours holds the client's request, and dispatches it as often as it likes. */
  private static Filter early(Filter edgeAuth) {
    return (request, response, chain) -> {
      if (request.getDispatcherType() == DispatcherType.REQUEST) {
        AsyncContext async = request.startAsync(request, response);
        edgeAuth.doFilter(request, response, chain);
        async.dispatch();
      } else {
        edgeAuth.doFilter(request, response, chain);
      }
    };
  }

  @EveryContainer
  void startedBeforeTheFilter_dispatched_decidedAllTheSame(Container container) {
    Asynchronous servlet = new Asynchronous((request, async) -> {});
    Application application = new Application(edge.auth(), Map.of("/*", servlet));
    try (Running running = container.start(application.inside(AsyncTest::early))) {
      Answer refused = running.http().get("/api/a");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.body()).doesNotContain("headers");

      Answer allowed = running.http().get("/api/a", edge.bearer(), "X-User-Id: root");
      assertThat(allowed.status()).isEqualTo(200);
      assertThat(allowed.body())
          .contains("\"identity\":\"alice\"")
          .contains("ASYNC")
          .doesNotContain("root");
    }
  }
}
