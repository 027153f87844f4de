package io.edgeauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderEdits;
import io.edgeauth.http.HeaderField;
import io.edgeauth.http.Problem;
import io.edgeauth.http.QueryEdits;
import io.edgeauth.identity.Identity;
import io.edgeauth.pipeline.Decision;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Decisions that an EdgeAuth makes rarely, or never unless it has a bug. */
interface DecisionContract extends ContractSubject {

  /** A place in a queue whose turn has come, and what became of it. */
  final class Place implements Decision.Reservation {

    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger used = new AtomicInteger();

    @Override
    public Duration untilTurn() {
      return Duration.ZERO;
    }

    @Override
    public void cancel() {
      cancelled.incrementAndGet();
    }

    Decision delaying(Decision then) {
      return new Decision.Delay(
          this,
          Duration.ofSeconds(2),
          () -> {
            used.incrementAndGet();
            return then;
          },
          refusal(429));
    }

    /** Either it was waited for or given up, and not both. */
    void requireKept(boolean waited) {
      assertThat(used.get()).isEqualTo(waited ? 1 : 0);
      assertThat(waited || cancelled.get() > 0).as("the place was given back").isTrue();
    }
  }

  private static Decision.Reject refusal(int status) {
    Problem problem =
        new Problem(status, Problem.titleOf(status), null, "id-1", Problem.Format.PROBLEM_JSON);
    return new Decision.Reject(
        problem,
        List.of(
            new HeaderField("X-Request-Id", "id-1"),
            new HeaderField("X-Two", "a"),
            new HeaderField("X-Two", "b")));
  }

  private static Decision.Forward forward() {
    HeaderEdits edits =
        HeaderEdits.of(name -> false, List.of(new HeaderField("X-User-Id", "late")));
    return new Decision.Forward(Identity.ANONYMOUS, edits, QueryEdits.NONE, List.of());
  }

  private RawAnswer ask(Function<EdgeRequest, Decision> decisions, AtomicInteger hits)
      throws Exception {
    return ask("GET", decisions, hits);
  }

  private RawAnswer ask(
      String method, Function<EdgeRequest, Decision> decisions, AtomicInteger hits)
      throws Exception {
    EchoApplication application = new EchoApplication();
    AdapterContract.Running running = decidingBy(decisions, application);
    try (RawConnection connection = RawConnection.open(running.port())) {
      connection.send(
          method + " /public/x HTTP/1.1\r\nHost: gateway.example\r\nConnection: close\r\n\r\n");
      RawAnswer answer =
          method.equals("HEAD") ? connection.answerToHead() : connection.answerOrEnd();
      hits.set(application.hits());
      return answer;
    } finally {
      running.stop().run();
    }
  }

  @Test
  default void delay_thenForward_waitedOrGivenUp() throws Exception {
    Place place = new Place();
    Decision decision = place.delaying(forward());
    AtomicInteger hits = new AtomicInteger();
    RawAnswer answer = ask(request -> decision, hits);

    boolean waited = answer.status() == 200;
    place.requireKept(waited);
    assertThat(hits).hasValue(waited ? 1 : 0);
    if (waited) {
      assertThat(answer.seen("X-User-Id")).containsExactly("late", "late");
    } else {
      answer.requireProblem(429);
    }
  }

  @Test
  default void delay_thenReject_refusedEitherWay() throws Exception {
    Place place = new Place();
    Decision decision = place.delaying(refusal(403));
    AtomicInteger hits = new AtomicInteger();
    RawAnswer answer = ask(request -> decision, hits);

    boolean waited = answer.status() == 403;
    answer.requireProblem(waited ? 403 : 429);
    place.requireKept(waited);
    assertThat(hits).hasValue(0);
  }

  @Test
  default void reject_headerTwice_twoLines() throws Exception {
    AtomicInteger hits = new AtomicInteger();
    RawAnswer answer = ask(request -> refusal(403), hits).requireProblem(403);
    assertThat(answer.values("X-Two")).containsExactly("a", "b");
    assertThat(hits).hasValue(0);
  }

  private static Decision.Answer own(int status, String body) {
    return new Decision.Answer(
        status,
        List.of(
            new HeaderField("Content-Type", "application/json"),
            new HeaderField("Cache-Control", "max-age=60"),
            new HeaderField("X-Two", "a"),
            new HeaderField("X-Two", "b")),
        body);
  }

  @Test
  default void answer_withBody_writtenAsItIs() throws Exception {
    AtomicInteger hits = new AtomicInteger();
    RawAnswer answer = ask(request -> own(200, "{\"keys\":\"\u20ac\"}"), hits);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"keys\":\"\u20ac\"}");
    assertThat(answer.value("Content-Type")).startsWith("application/json");
    assertThat(answer.value("Cache-Control")).isEqualTo("max-age=60");
    assertThat(answer.values("X-Two")).containsExactly("a", "b");
    assertThat(answer.values("X-Application")).isEmpty();
    assertThat(hits).hasValue(0);
  }

  @Test
  default void answer_withoutBody_empty() throws Exception {
    for (int status : List.of(200, 204, 302)) {
      AtomicInteger hits = new AtomicInteger();
      RawAnswer answer = ask(request -> own(status, ""), hits);
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.text()).isEmpty();
      assertThat(answer.values("X-Two")).containsExactly("a", "b");
      assertThat(hits).hasValue(0);
    }
  }

  @Test
  default void answer_toHead_lengthAlone() throws Exception {
    AtomicInteger hits = new AtomicInteger();
    RawAnswer answer = ask("HEAD", request -> own(200, "12345"), hits);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.values("Content-Length")).isSubsetOf("5");
    assertThat(hits).hasValue(0);
  }

  @Test
  default void delay_thenAnswer_answeredOrRefused() throws Exception {
    Place place = new Place();
    Decision decision = place.delaying(own(200, "late"));
    AtomicInteger hits = new AtomicInteger();
    RawAnswer answer = ask(request -> decision, hits);
    boolean waited = answer.status() == 200;
    assertThat(answer.status()).isEqualTo(waited ? 200 : 429);
    place.requireKept(waited);
    assertThat(hits).hasValue(0);
  }

  @Test
  @DisplayName("G1: no decision is no permission")
  default void decision_throws_notReached() throws Exception {
    AtomicInteger hits = new AtomicInteger();
    RawAnswer answer =
        ask(
            request -> {
              throw new IllegalStateException(ContractAuthenticator.SECRET);
            },
            hits);

    assertThat(hits).hasValue(0);
    if (answer != null) {
      assertThat(answer.status()).isGreaterThanOrEqualTo(400);
      assertThat(answer.values("X-Application")).isEmpty();
    }
  }
}
