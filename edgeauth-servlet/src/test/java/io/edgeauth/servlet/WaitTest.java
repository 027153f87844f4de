package io.edgeauth.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.EdgeAuth;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.fixtures.SpokenAuthenticator;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.route.Route;
import io.edgeauth.servlet.Container.Running;
import io.edgeauth.servlet.RawHttp.Answer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that wait for a leaky bucket hold no thread, and go on as if they came now. */
final class WaitTest {

  /** Answers what it sees of its request, and whether it could be asynchronous itself. */
  private static final class Servlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      String path = request.getRequestURI();
      if (path.endsWith("/forward") && request.getAttribute("forwarded") == null) {
        request.setAttribute("forwarded", true);
        request.getRequestDispatcher("/evenly/target").forward(request, response);
        return;
      }
      if (path.endsWith("/async") && !request.getDispatcherType().name().equals("ASYNC")) {
        AsyncContext async = request.startAsync();
        async.dispatch();
        return;
      }
      response
          .getWriter()
          .write(
              request.getDispatcherType()
                  + " "
                  + request.getHeader("X-User-Id")
                  + " "
                  + request.getParameter("q")
                  + " "
                  + new String(request.getInputStream().readAllBytes(), US_ASCII));
    }
  }

  private final RecordedEvents events = new RecordedEvents();
  private final ExecutorService threads = Executors.newFixedThreadPool(24);
  private final EdgeAuth edge = edge(Duration.ofMillis(50));

  private EdgeAuth edge(Duration each) {
    return EdgeAuth.builder()
        .authenticator("user", SpokenAuthenticator.of("Bearer", "X-User"))
        .limit("evenly", RateLimit.leakyBucket(1, each).queue(30).maxWait(Duration.ofSeconds(30)))
        .limit("few", RateLimit.tokenBucket(3, Duration.ofHours(1)))
        .route(Route.path("/evenly/**").authenticate("user").limit("evenly"))
        .route(Route.path("/few/**").authenticate("user").limit("few"))
        .route(Route.path("/free/**").authenticate("user"))
        .listener(events)
        .build();
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    edge.close();
  }

  private static Application application(EdgeAuth edge) {
    return new Application(edge, Map.of("/*", new Servlet()));
  }

  /** More than the container has threads, at once: others are answered in the meantime. */
  @EveryContainer
  void burst_moreThanThreads_allGoOnInTheirTurnOthersMeanwhile(Container container)
      throws Exception {
    try (EdgeAuth slow = edge(Duration.ofMillis(100));
        Running running = container.start(application(slow))) {
      List<Future<Answer>> waiting = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        waiting.add(threads.submit(() -> post(running, "/evenly/x?q=1")));
      }
      await().until(() -> waiting.stream().anyMatch(Future::isDone));
      Answer free = running.http().get("/free/x", "X-User: good");
      assertThat(free.status()).isEqualTo(200);
      assertThat(waiting.stream().filter(one -> !one.isDone()).count()).isGreaterThan(5);
      for (Future<Answer> one : waiting) {
        Answer answer = one.get();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("REQUEST alice 1 body");
        assertThat(answer.values("X-Request-Id")).hasSize(1);
        assertThat(answer.values("RateLimit")).hasSize(1);
      }
      assertThat(events.of(DecisionEvent.class)).hasSize(21);
    }
  }

  private static Answer post(Running running, String target) {
    return running
        .http()
        .exchange(
            "POST "
                + target
                + " HTTP/1.1\r\nHost: gateway.example\r\nX-User: good\r\nX-User-Id: eve\r\n"
                + "Connection: close\r\nContent-Length: 4\r\n\r\nbody");
  }

  @EveryContainer
  void waited_badCredential_refused(Container container) throws Exception {
    try (Running running = container.start(application(edge))) {
      Future<Answer> first = threads.submit(() -> post(running, "/evenly/x"));
      Future<Answer> bad = threads.submit(() -> running.http().get("/evenly/x", "X-User: expired"));
      assertThat(first.get().status()).isEqualTo(200);
      assertThat(bad.get().status()).isEqualTo(401);
      assertThat(bad.get().body()).contains("\"status\":401").doesNotContain("alice");
    }
  }

  /** The application's own asynchronous dispatch is told as one, also after a wait. */
  @EveryContainer
  void waited_applicationDispatches_asEver(Container container) throws Exception {
    try (Running running = container.start(application(edge))) {
      List<Future<Answer>> asked = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        asked.add(threads.submit(() -> running.http().get("/evenly/async", "X-User: good")));
      }
      for (Future<Answer> one : asked) {
        assertThat(one.get().status()).isEqualTo(200);
        assertThat(one.get().body()).isEqualTo("ASYNC alice null ");
      }
      assertThat(events.of(DecisionEvent.class)).hasSize(3);
    }
  }

  /** L12: what is forwarded inside the application is counted where it goes, and once. */
  @EveryContainer
  void forwarded_sameLimit_countedOnce(Container container) {
    try (Running running = container.start(application(edge))) {
      for (int i = 0; i < 3; i++) {
        Answer answer = running.http().get("/evenly/forward", "X-User: good");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).startsWith("FORWARD alice");
      }
    }
  }

  /** L12: an asynchronous dispatch counts nothing. */
  @EveryContainer
  void async_dispatch_countedOnce(Container container) {
    try (Running running = container.start(application(edge))) {
      for (int i = 0; i < 3; i++) {
        assertThat(running.http().get("/few/async", "X-User: good").status()).isEqualTo(200);
      }
      assertThat(running.http().get("/few/async", "X-User: good").status()).isEqualTo(429);
    }
  }

  /** One that asynchronous work was begun for before our filter cannot wait. */
  @EveryContainer
  void asyncStartedBefore_hasToWait_429(Container container) throws Exception {
    try (EdgeAuth slow = edge(Duration.ofSeconds(20));
        Running running =
            container.start(
                application(slow)
                    .inside(
                        filter ->
                            (request, response, chain) -> {
                              request.startAsync();
                              filter.doFilter(request, response, chain);
                              request.getAsyncContext().complete();
                            }))) {
      assertThat(running.http().get("/evenly/x", "X-User: good").status()).isEqualTo(200);
      Answer refused = running.http().get("/evenly/x", "X-User: good");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.value("Retry-After")).isEqualTo("20");
    }
  }

  /** A filter that is mapped to REQUEST alone would not see what is dispatched after a wait. */
  @Test
  void canTake_otherFilters_onlyWhereSaid() {
    WaitingRequests waiting = new WaitingRequests();
    Map<String, String> ours = Map.of("edge", EdgeAuthFilter.class.getName());
    Map<String, String> container =
        Map.of("edge", "x.Filter", "ws", "org.apache.tomcat.websocket.server.WsFilter");
    Map<String, String> other = Map.of("edge", "x.Filter", "security", "x.SecurityFilter");
    HttpServletResponse response = Stub.of(HttpServletResponse.class, Map.of("isCommitted", false));
    assertThat(waiting.canTake(request(ours), response, null, false)).isTrue();
    assertThat(waiting.canTake(request(container), response, "edge", false)).isTrue();
    assertThat(waiting.canTake(request(container), response, null, false)).isFalse();
    assertThat(waiting.canTake(request(other), response, "edge", false)).isFalse();
    assertThat(waiting.canTake(request(other), response, "edge", true)).isTrue();
    waiting.close();
  }

  private static HttpServletRequest request(Map<String, String> filters) {
    Map<String, FilterRegistration> registrations = new LinkedHashMap<>();
    filters.forEach(
        (name, type) ->
            registrations.put(
                name,
                Stub.of(FilterRegistration.class, Map.of("getName", name, "getClassName", type))));
    ServletContext context =
        Stub.of(ServletContext.class, Map.of("getFilterRegistrations", registrations));
    return Stub.of(
        HttpServletRequest.class,
        Map.of(
            "getDispatcherType",
            DispatcherType.REQUEST,
            "isAsyncSupported",
            true,
            "isAsyncStarted",
            false,
            "getServletContext",
            context));
  }
}
