package io.edgeauth.examples.gateway.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Threads that send requests without a pause. Each uses its first token on and on, until that is
 * refused, and by turns the newest, which it fetches again and again: so tokens of an old and of a
 * new key are on the way at the same time, and a new key's from the moment it signs. A sender whose
 * newest token is refused ends.
 */
final class Load implements AutoCloseable {

  private static final int REQUESTS_PER_TOKEN = 20;

  /**
   * A request that did not get 200.
   *
   * @param keyId the id of the key that signed its token
   * @param status what it got
   * @param at when it had its answer, as nanoseconds
   * @param answer what the answer said
   */
  record Refusal(String keyId, int status, long at, String answer) {}

  private record Issued(String token, String keyId) {}

  private final Map<String, LongAdder> passed = new ConcurrentHashMap<>();
  private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();
  private final List<Future<?>> senders = new ArrayList<>();
  private final ExecutorService threads;
  private final GuardedBackend edge;
  private final Supplier<String> issuer;
  private volatile boolean ended;

  private Load(int threads, GuardedBackend edge, Supplier<String> issuer) {
    this.threads = Executors.newFixedThreadPool(threads);
    this.edge = edge;
    this.issuer = issuer;
  }

  static Load start(int threads, GuardedBackend edge, Supplier<String> issuer) {
    Load load = new Load(threads, edge, issuer);
    for (int i = 0; i < threads; i++) {
      Issued first = load.issue();
      load.senders.add(load.threads.submit(() -> load.run(first)));
    }
    return load;
  }

  private void run(Issued first) {
    Issued elder = first;
    while (!ended) {
      Issued newest = issue();
      for (int i = 0; i < REQUESTS_PER_TOKEN; i += 2) {
        if (!send(newest)) {
          return;
        }
        elder = send(elder) ? elder : newest;
      }
    }
  }

  private Issued issue() {
    String token = issuer.get();
    try {
      return new Issued(token, SignedJWT.parse(token).getHeader().getKeyID());
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean send(Issued issued) {
    HttpResponse<String> answer = edge.get("/admin/orders", issued.token());
    if (answer.statusCode() == 200) {
      passed.computeIfAbsent(issued.keyId(), id -> new LongAdder()).increment();
      return true;
    }
    refusals.add(
        new Refusal(issued.keyId(), answer.statusCode(), System.nanoTime(), answer.body()));
    return false;
  }

  /** Waits until so many more requests of each of these keys have passed. */
  void awaitMore(int requests, String... keyIds) {
    for (String keyId : keyIds) {
      long before = passed(keyId);
      await(requests + " more requests under " + keyId)
          .atMost(Duration.ofSeconds(60))
          .until(() -> hasEnded() || passed(keyId) >= before + requests);
      assertThat(hasEnded()).as("a sender has ended; refused: %s", refusals).isFalse();
    }
  }

  private boolean hasEnded() {
    return senders.stream().anyMatch(Future::isDone);
  }

  private long passed(String keyId) {
    LongAdder count = passed.get(keyId);
    return count == null ? 0 : count.sum();
  }

  /** How many requests have passed, by the id of the key that signed their token. */
  Map<String, LongAdder> passed() {
    return passed;
  }

  List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  /** Ends the sending; throws what ended a sender before. */
  void end() throws Exception {
    ended = true;
    for (Future<?> sender : senders) {
      sender.get(60, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    ended = true;
    threads.shutdownNow();
  }
}
