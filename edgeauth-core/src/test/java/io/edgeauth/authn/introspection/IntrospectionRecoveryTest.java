package io.edgeauth.authn.introspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.edgeauth.EdgeAuth;
import io.edgeauth.fixtures.FaultRelay;
import io.edgeauth.fixtures.IntrospectionTrial;
import io.edgeauth.fixtures.RawServer;
import io.edgeauth.fixtures.TestAuthority;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.keys.Secret;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * D06 on real time and with the breaker's defaults: never wrong, and well again in five seconds.
 */
final class IntrospectionRecoveryTest {

  private static final Duration RECOVERY = Duration.ofSeconds(5);

  /** How the server is away. */
  enum Fault {
    REFUSES {
      @Override
      void on(FaultRelay relay) {
        relay.refuse();
      }
    },
    SWALLOWS {
      @Override
      void on(FaultRelay relay) {
        relay.swallow();
      }
    };

    abstract void on(FaultRelay relay);
  }

  private final TestAuthorizationServer server = TestAuthorizationServer.start(this::answer);
  private final FaultRelay relay = FaultRelay.to(server.uri());
  private final AtomicInteger numbers = new AtomicInteger();
  private EdgeAuth edge;

  @AfterEach
  void end() {
    if (edge != null) {
      edge.close();
    }
    relay.close();
    server.close();
  }

  /** Tokens that begin with {@code good} are somebody's: whose, they say themselves. */
  private void answer(HttpExchange exchange) throws IOException {
    String token = server.of(exchange).fields().get("token");
    TestIssuer.json(
            200,
            token.startsWith("good")
                ? Map.of("active", true, "sub", token)
                : Map.of("active", false))
        .to(exchange);
  }

  private EdgeAuth edge(URI endpoint, OutboundSettings outbound, Duration patience) {
    return EdgeAuth.builder()
        .outbound(outbound)
        .authenticator(
            "opaque",
            Introspection.endpoint(endpoint)
                .clientId("gateway")
                .clientSecret(Secret.of("the-gateway's-secret"))
                .connectTimeout(patience)
                .totalTimeout(patience))
        .route(Route.path("/**").authenticate("opaque"))
        .build();
  }

  private void open() {
    edge = edge(relay.uri(), OutboundSettings.DEFAULTS, Duration.ofMillis(500));
  }

  /** The subject; or 401, 503. */
  private String ask(String token) {
    Decision decision = edge.decide(TestRequest.get("/any").bearer(token));
    return decision instanceof Decision.Forward forward
        ? forward.identity().subject()
        : String.valueOf(IntrospectionTrial.status(decision));
  }

  private String fresh(String kind) {
    return kind + "-" + numbers.incrementAndGet();
  }

  private Duration recovery() {
    long began = System.nanoTime();
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> ask(fresh("good")).startsWith("good"));
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  @Timeout(60)
  void flapping_short_neverWrongAndSoonWell(Fault fault) throws Exception {
    flap(fault, Duration.ofMillis(300), 10);
  }

  /** As it stands in the catalogue of faults: a second each, for ten minutes. */
  @Tag("long")
  @ParameterizedTest
  @EnumSource(Fault.class)
  @Timeout(value = 12, unit = TimeUnit.MINUTES)
  void flapping_tenMinutes_neverWrongAndSoonWell(Fault fault) throws Exception {
    flap(fault, Duration.ofSeconds(1), 600);
  }

  private void flap(Fault fault, Duration each, int times) throws Exception {
    open();
    assertThat(ask("good-warm")).isEqualTo("good-warm");
    AtomicBoolean going = new AtomicBoolean(true);
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger unavailable = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> load = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Callable<Void> requests =
          () -> {
            while (going.get()) {
              String good = fresh("good");
              String said = ask(good);
              assertThat(said).isIn(good, "503");
              (said.equals("503") ? unavailable : accepted).incrementAndGet();
              assertThat(ask(fresh("bad"))).isIn("401", "503");
              TimeUnit.MILLISECONDS.sleep(5); // clients that come now and then
            }
            return null;
          };
      load.add(threads.submit(requests));
    }
    try {
      for (int i = 0; i < times; i++) {
        if (i % 2 == 0) {
          relay.heal();
        } else {
          fault.on(relay);
        }
        TimeUnit.NANOSECONDS.sleep(each.toNanos()); // this is what flapping is
      }
    } finally {
      relay.heal();
      going.set(false);
    }
    Duration recovery = recovery();
    threads.shutdown();
    for (Future<?> one : load) {
      one.get(); // what was wrong is thrown
    }
    assertThat(recovery).isLessThan(RECOVERY);
    assertThat(accepted.get()).isPositive();
    assertThat(unavailable.get()).isPositive();
  }

  /** Also where nothing but a call shows that it is back, and the breaker has just stopped. */
  @ParameterizedTest
  @EnumSource(Fault.class)
  @Timeout(60)
  void away_untilStopped_wellSoonAfterItsReturn(Fault fault) {
    open();
    assertThat(ask("good-warm")).isEqualTo("good-warm");
    fault.on(relay);
    // Ten calls for the breaker, and its first trial fails too.
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    for (int i = 0; i < 11 || System.nanoTime() < until; i++) {
      assertThat(ask(fresh("good"))).isEqualTo("503");
    }
    relay.heal();

    assertThat(recovery()).isLessThan(RECOVERY);
    assertThat(ask("bad")).isEqualTo("401");
  }

  /** Wherever a gateway's own connections lead nowhere any more, and nobody says so. */
  @Test
  @Timeout(60)
  void connections_cut_wellSoon() {
    open();
    for (int i = 0; i < 30; i++) {
      ask(fresh("good"));
    }
    relay.cut();
    assertThat(recovery()).isLessThan(RECOVERY);
  }

  private static RawServer tls(SSLContext context, int port) throws Exception {
    SSLServerSocket socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(port, 50, InetAddress.getLoopbackAddress());
    String json = "{\"active\":true,\"sub\":\"good\"}";
    return RawServer.of(
        socket,
        "https",
        RawServer.text(
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + json.length()
                + "\r\n\r\n"
                + json));
  }

  @Test
  @Timeout(60)
  void certificate_expiredAndRenewed_neverAskedThenWellSoon(@TempDir Path directory)
      throws Exception {
    TestAuthority authority = TestAuthority.make(directory, "ca");
    SSLContext good = authority.server("good", "-ext", "san=ip:127.0.0.1");
    SSLContext expired =
        authority.server("old", "-ext", "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
    int port;
    try (RawServer one = tls(good, 0)) {
      port = one.uri().getPort();
      OutboundSettings trusting = new OutboundSettings(Set.of(), authority.pem());
      edge = edge(one.uri(), trusting, Duration.ofSeconds(10)); // the first handshake is slow
      assertThat(ask(fresh("good"))).isEqualTo("good");
    }
    try (RawServer old = tls(expired, port)) {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2); // the first trial fails too
      for (int i = 0; i < 11 || System.nanoTime() < until; i++) {
        assertThat(ask(fresh("good"))).isEqualTo("503");
      }
      assertThat(old.requests()).as("no token is shown to it").isEmpty();
    }
    try (RawServer renewed = tls(good, port)) {
      assertThat(recovery()).isLessThan(RECOVERY);
      assertThat(renewed.requests()).isNotEmpty();
    }
  }

  /** What is remembered costs no more while nobody answers. */
  @Test
  @Timeout(60)
  void blackHole_warmCache_asFastAsBefore() {
    open();
    assertThat(ask("good-warm")).isEqualTo("good-warm");
    ninetyNine(); // warms up
    long control = ninetyNine();
    relay.swallow();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int i = 0; i < 64; i++) {
        threads.execute(() -> ask(fresh("good")));
      }
      long harmed = ninetyNine();
      System.out.printf(
          "warm requests: p99 %d us, beside a black hole %d us%n", control / 1000, harmed / 1000);
      assertThat(Duration.ofNanos(harmed))
          .isLessThan(Duration.ofNanos(5 * control).plusMillis(2)); // a machine with other work
    } finally {
      threads.shutdownNow();
    }
  }

  private long ninetyNine() {
    long[] took = new long[4000];
    for (int i = 0; i < took.length; i++) {
      long began = System.nanoTime();
      assertThat(ask("good-warm")).isEqualTo("good-warm");
      took[i] = System.nanoTime() - began;
    }
    Arrays.sort(took);
    return took[took.length * 99 / 100];
  }
}
