package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.http.HeaderField;
import io.edgeauth.http.Problem;
import io.edgeauth.pipeline.Decision;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Decisions that no stage makes yet are carried out all the same. */
final class CarryOutTest {

  /** A place in a queue that counts how often it was given back. */
  private static final class Place implements Decision.Reservation {

    private final AtomicInteger cancelled = new AtomicInteger();

    @Override
    public Duration untilTurn() {
      return Duration.ofSeconds(1);
    }

    @Override
    public void cancel() {
      cancelled.incrementAndGet();
    }
  }

  @EveryContainer
  void delay_cannotWait_placeGivenBackAndRefused(Container container) {
    Place place = new Place();
    Problem problem =
        new Problem(429, "Too Many Requests", null, "id", Problem.Format.PROBLEM_JSON);
    Decision.Reject otherwise =
        new Decision.Reject(problem, List.of(new HeaderField("Retry-After", "1")));
    Decision delay =
        new Decision.Delay(
            place,
            Duration.ofSeconds(2),
            () -> {
              throw new IllegalStateException("nobody waits");
            },
            otherwise);
    HttpServlet servlet =
        new HttpServlet() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void service(HttpServletRequest request, HttpServletResponse response)
              throws IOException, ServletException {
            Dispatches.carryOut(
                delay, request, response, (in, out) -> out.getWriter().write("went on"));
          }
        };
    try (Edge edge = new Edge();
        Container.Running running =
            container.start(edge.auth(), Map.of("/public/delay", servlet))) {
      RawHttp.Answer answer = running.http().get("/public/delay");

      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.value("Retry-After")).isEqualTo("1");
      assertThat(answer.body()).doesNotContain("went on");
      assertThat(place.cancelled).hasValue(1);
    }
  }
}
