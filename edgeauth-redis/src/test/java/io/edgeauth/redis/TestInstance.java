package io.edgeauth.redis;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.TokenDigests;
import io.edgeauth.authn.remote.OnUnavailable;
import io.edgeauth.authn.remote.RemoteAnswer;
import io.edgeauth.authn.remote.RemoteAnswers;
import io.edgeauth.authn.remote.RemoteQuestion;
import io.edgeauth.authn.remote.RemoteSettings;
import io.edgeauth.authn.remote.SharedAnswers;
import io.edgeauth.authn.remote.SharedAnswersSpec;
import io.edgeauth.event.EventSink;
import io.edgeauth.event.SharedStoreEvent;
import io.edgeauth.fixtures.RecordedEvents;
import io.edgeauth.identity.Credential;
import io.edgeauth.outbound.BreakerSettings;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** One gateway of several that share a Redis and ask one authority, on real time. */
final class TestInstance implements AutoCloseable {

  /** Who is active: what the authority says of a token, and how often it was asked. */
  static final class Authority {

    final AtomicInteger calls = new AtomicInteger();
    private final Map<String, String> subjects = new ConcurrentHashMap<>();

    Authority active(String token, String subject) {
      subjects.put(token, subject);
      return this;
    }

    void revoke(String token) {
      subjects.remove(token);
    }

    String say(String token) {
      calls.incrementAndGet();
      return subjects.getOrDefault(token, "");
    }
  }

  private static final byte[] SECRET =
      "all instances have it, and Redis has not".getBytes(StandardCharsets.UTF_8);

  private final Authority authority;
  private final RecordedEvents events = new RecordedEvents();
  private final EdgeRuntime runtime;
  private final SharedAnswers store;
  private final RemoteAnswers answers;
  private final TokenDigests digests = new TokenDigests();

  TestInstance(SharedAnswersSpec spec, Authority authority) {
    this(spec, OutboundSettings.DEFAULTS, authority, Duration.ofSeconds(60));
  }

  TestInstance(
      SharedAnswersSpec spec, OutboundSettings outbound, Authority authority, Duration ttl) {
    this.authority = authority;
    runtime =
        EdgeRuntime.start(
            Clock.systemUTC(), Ticker.systemTicker(), EventSink.to(List.of(events)), true);
    var unused = runtime.leases().begin(); // which runtime.close() ends
    store = spec.open(runtime, outbound);
    answers =
        new RemoteAnswers(
            "far",
            new RemoteSettings(
                Duration.ofSeconds(5),
                16,
                ttl,
                ttl,
                100_000,
                BreakerSettings.DEFAULTS,
                OnUnavailable.DENY,
                Duration.ofMinutes(5)),
            new RemoteAnswers.Reasons(new Reason("test-gone", 503), new Reason("test-busy", 503)),
            runtime);
    answers.share(store, SECRET, "https://id.example.com");
  }

  static TestInstance reached(SharedAnswersSpec spec, Authority authority) {
    TestInstance instance = new TestInstance(spec, authority);
    instance.awaitReached();
    return instance;
  }

  /** Waits until the store takes what it is given: there is no better sign that it is there. */
  void awaitReached() {
    byte[] name = new byte[32];
    java.util.concurrent.ThreadLocalRandom.current().nextBytes(name);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              store.put(name, new byte[] {1}, Duration.ofSeconds(20));
              return store.get(name) != null;
            });
  }

  SharedAnswers store() {
    return store;
  }

  TokenDigest digest(String token) {
    return digests.of(token, 0);
  }

  /** The subject that a request with the token has; null where it is refused. */
  String request(String token) {
    AuthenticationResult result =
        answers.of(
            digest(token),
            new RemoteQuestion() {
              @Override
              public RemoteAnswer ask() {
                return judge(authority.say(token));
              }

              @Override
              public RemoteAnswer judge(String said) {
                return said.isEmpty()
                    ? new RemoteAnswer.Bad(new Refused(Reasons.TOKEN_EXPIRED), said)
                    : new RemoteAnswer.Good(
                        new Authenticated(Credential.builder("test").subject(said).build()),
                        null,
                        100,
                        said);
              }
            });
    if (result instanceof Refused) {
      return null;
    }
    return ((Authenticated) result).credential().subject();
  }

  void invalidate(String token) {
    answers.forget(digest(token));
  }

  List<SharedStoreEvent> told() {
    return events.of(SharedStoreEvent.class);
  }

  @Override
  public void close() {
    answers.close();
    store.close();
    runtime.close();
  }
}
