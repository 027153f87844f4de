package io.edgeauth.redis;

import static io.edgeauth.redis.TestLimiter.charge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.event.SharedStoreEvent;
import io.edgeauth.ratelimit.Acquisition;
import io.edgeauth.ratelimit.Acquisition.Granted;
import io.edgeauth.ratelimit.Acquisition.Unavailable;
import io.edgeauth.ratelimit.Charge;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.RateLimiter;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** L09, D09: what instances that share limits do while Redis does not count. */
@Timeout(90)
final class LimitOutageTest {

  private static final Duration TIMEOUT = Duration.ofMillis(250);

  /** What a machine with other work adds. */
  private static final Duration NOISE = Duration.ofMillis(350);

  /** L09. */
  private static final Duration RECOVERY = Duration.ofSeconds(5);

  private static final Duration YEAR = Duration.ofDays(366);

  @TempDir static Path directory;

  private final TestRedis redis = TestRedis.start("--dir", directory.toString());
  private final FaultyRelay relay = FaultyRelay.start(redis.port());
  private final RedisStore store = RedisStore.at(relay.uri()).withTimeout(TIMEOUT);

  /** Those that wait for what takes long. */
  private final List<TestRedis.Admin> admins = new ArrayList<>();

  @AfterEach
  void end() {
    admins.forEach(TestRedis.Admin::close);
    relay.close();
    redis.close();
  }

  /** What happens to Redis, and how it ends. */
  private record Fault(
      String name, Consumer<LimitOutageTest> begin, Consumer<LimitOutageTest> end) {
    @Override
    public String toString() {
      return name;
    }
  }

  private void run(Consumer<TestRedis.Admin> work) {
    try (TestRedis.Admin admin = redis.admin()) {
      work.accept(admin);
    }
  }

  static Stream<Fault> faults() {
    return Stream.of(
        new Fault("killed", test -> test.redis.kill(), test -> test.redis.startAgain()),
        new Fault("stopped", test -> test.redis.pause(), test -> test.redis.goOn()),
        new Fault(
            "CLIENT PAUSE",
            test -> test.run(admin -> admin.commands().clientPause(3000)),
            test -> {}),
        new Fault("two seconds late", test -> test.relay.delay(2000), test -> test.relay.delay(0)),
        new Fault("RST", test -> test.relay.reset(true), test -> test.relay.reset(false)),
        new Fault(
            "READONLY",
            test -> test.run(admin -> admin.commands().replicaof("127.0.0.1", 1)),
            test -> test.run(admin -> admin.commands().replicaofNoOne())),
        new Fault(
            "OOM",
            test -> test.run(admin -> admin.commands().configSet("maxmemory", "1")),
            test -> test.run(admin -> admin.commands().configSet("maxmemory", "0"))),
        new Fault(
            "NOPERM",
            test -> test.run(admin -> acl(admin, "-evalsha", "-eval")),
            test -> test.run(admin -> acl(admin, "+evalsha", "+eval"))),
        new Fault("BUSY", LimitOutageTest::loop, test -> test.run(a -> a.commands().scriptKill())),
        new Fault("LOADING", LimitOutageTest::reload, test -> {}));
  }

  private static void acl(TestRedis.Admin admin, String... rules) {
    List<String> words = new ArrayList<>(List.of("default"));
    words.addAll(List.of(rules));
    CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8).add("SETUSER");
    words.forEach(args::add);
    admin.commands().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), args);
  }

  /** Somebody else's script does not end. */
  private void loop() {
    TestRedis.Admin admin = redis.admin();
    admins.add(admin);
    admin.commands().configSet("lua-time-limit", "50");
    var unused = admin.connection().async().eval("while true do end", ScriptOutputType.STATUS);
    await()
        .until(
            () -> {
              try {
                run(other -> other.commands().get("a"));
                return false;
              } catch (RedisBusyException e) {
                return true;
              }
            });
  }

  /** It reads its file again, slowly. */
  private void reload() {
    TestRedis.Admin admin = redis.admin();
    admins.add(admin);
    byte[] filler = new byte[1500];
    for (int i = 0; i < 20_000; i++) {
      ThreadLocalRandom.current().nextBytes(filler); // which it cannot compress
      var unused =
          admin
              .connection()
              .async()
              .set("filler" + i, new String(filler, StandardCharsets.ISO_8859_1));
    }
    // Redis looks after clients every two megabytes.
    admin.commands().configSet("key-load-delay", "100");
    var unused = admin.connection().async().debugReload();
    await()
        .until(
            () -> {
              try {
                run(other -> other.commands().get("a"));
                return false;
              } catch (RedisLoadingException e) {
                return true;
              }
            });
  }

  private static Duration time(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void redis_faulty_unavailableForItsTimeoutOnceAndBackInTime(Fault fault) {
    List<Charge> charge = List.of(charge(RateLimit.fixedWindow(1_000_000, YEAR)));
    try (TestLimiter one = TestLimiter.reached(store)) {
      assertThat(one.limiter().acquire(charge)).isInstanceOf(Granted.class);
      fault.begin.accept(this);
      int slow = 0;
      for (int i = 0; i < 100; i++) {
        Duration took =
            time(() -> assertThat(one.limiter().acquire(charge)).isInstanceOf(Unavailable.class));
        assertThat(took).isLessThan(TIMEOUT.plus(NOISE));
        slow += took.compareTo(TIMEOUT.dividedBy(2)) > 0 ? 1 : 0;
        one.limiter().charge(charge);
      }
      assertThat(slow).isLessThanOrEqualTo(1);
      await().atMost(RECOVERY).until(() -> !one.told().isEmpty());
      assertThat(one.told().get(0).reachable()).isFalse();
      fault.end.accept(this);
      // What ends by itself takes its time.
      boolean byItself = List.of("CLIENT PAUSE", "LOADING").contains(fault.name);
      await()
          .atMost(byItself ? RECOVERY.multipliedBy(3) : RECOVERY)
          .until(() -> one.limiter().acquire(charge) instanceof Granted);
      await().atMost(RECOVERY).until(() -> last(one).reachable());
      assertThat(one.told()).hasSizeLessThanOrEqualTo(4);
    }
  }

  private static SharedStoreEvent last(TestLimiter one) {
    return one.told().get(one.told().size() - 1);
  }

  /** A password that is asked for only now. */
  @Test
  void redis_wantsAPassword_unavailableAndTold() {
    List<Charge> charge = List.of(charge(RateLimit.fixedWindow(9, YEAR)));
    try (TestLimiter one = TestLimiter.reached(store)) {
      run(admin -> admin.commands().configSet("requirepass", "a-password"));
      relay.reset(true);
      relay.reset(false);
      await().atMost(RECOVERY).until(() -> one.limiter().acquire(charge) instanceof Unavailable);
      await().atMost(RECOVERY).until(() -> !one.told().isEmpty());
      assertThat(time(() -> one.limiter().acquire(charge))).isLessThan(TIMEOUT.plus(NOISE));
    }
  }

  /** One key that somebody else uses for something: the others are counted. */
  @Test
  void key_ofAnotherType_onlyItUnavailable() {
    Charge spoilt = charge(RateLimit.fixedWindow(9, YEAR));
    Charge good = charge(RateLimit.fixedWindow(9, YEAR));
    try (TestLimiter one = TestLimiter.reached(store.withKeyPrefix("type:"))) {
      assertThat(one.passes(spoilt)).isTrue();
      run(
          admin -> {
            String key = admin.keys("type:*").get(0);
            admin.commands().del(key);
            admin.commands().lpush(key, "a list");
          });
      assertThat(one.limiter().acquire(List.of(spoilt))).isInstanceOf(Unavailable.class);
      assertThat(one.passes(good)).isTrue();
      assertThat(one.limiter().acquire(List.of(good, spoilt))).isInstanceOf(Unavailable.class);
      assertThat(one.look(good).remaining()).isEqualTo(8);
      // Told once, however often it is met between others.
      Charge many = charge(RateLimit.fixedWindow(1_000, YEAR));
      for (int i = 0; i < 100; i++) {
        assertThat(one.limiter().acquire(List.of(spoilt))).isInstanceOf(Unavailable.class);
        assertThat(one.passes(many)).isTrue();
      }
      run(admin -> admin.keys("type:*").forEach(key -> dropList(admin, key)));
      await().atMost(RECOVERY).until(() -> one.passes(many) && one.told().size() > 1);
      assertThat(one.told()).extracting(SharedStoreEvent::reachable).containsExactly(false, true);
      assertThat(one.passes(spoilt)).isTrue();
    }
  }

  private static void dropList(TestRedis.Admin admin, String key) {
    if (admin.commands().type(key).equals("list")) {
      admin.commands().del(key);
    }
  }

  /** Full, it still looks: that is no sign that it takes again. */
  @Test
  void redis_refusesToTakeAndLooks_toldOnce() {
    List<Charge> charge = List.of(charge(RateLimit.fixedWindow(9, YEAR)));
    try (TestLimiter one = TestLimiter.reached(store)) {
      run(admin -> admin.commands().configSet("maxmemory", "1"));
      for (int i = 0; i < 100; i++) {
        assertThat(one.limiter().acquire(charge)).isInstanceOf(Unavailable.class);
        assertThat(one.limiter().peek(charge)).isInstanceOf(Granted.class);
      }
      run(admin -> admin.commands().configSet("maxmemory", "0"));
      await()
          .atMost(RECOVERY)
          .until(
              () -> {
                one.limiter().acquire(charge);
                return !one.told().isEmpty() && last(one).reachable();
              });
      assertThat(one.told()).extracting(SharedStoreEvent::reachable).containsExactly(false, true);
    }
  }

  @Test
  void redis_neverThere_unavailableAtOnce() {
    redis.kill();
    Charge charge = charge(RateLimit.fixedWindow(9, YEAR));
    try (TestLimiter one = TestLimiter.opened(store)) {
      assertThat(
              time(
                  () -> {
                    for (int i = 0; i < 100; i++) {
                      assertThat(one.limiter().acquire(List.of(charge)))
                          .isInstanceOf(Unavailable.class);
                      assertThat(one.limiter().peek(List.of(charge)))
                          .isInstanceOf(Unavailable.class);
                    }
                  }))
          .isLessThan(TIMEOUT.plus(NOISE));
      redis.startAgain();
      one.awaitReached(RECOVERY);
      assertThat(one.passes(charge)).isTrue();
    }
  }

  /** One instance, which counts alone while it cannot count with the others. */
  private static final class Instance implements AutoCloseable {

    private final TestLimiter shared;
    private final RateLimiter alone =
        RateLimiter.local(100_000, Clock.systemUTC(), Ticker.systemTicker());
    private final AtomicInteger grantedTogether;
    private final AtomicInteger grantedAlone = new AtomicInteger();

    Instance(RedisStore store, AtomicInteger grantedTogether) {
      this.shared = TestLimiter.reached(store);
      this.grantedTogether = grantedTogether;
    }

    void request(List<Charge> charge) {
      Acquisition said = shared.limiter().acquire(charge);
      if (said instanceof Granted) {
        grantedTogether.incrementAndGet();
      } else if (said instanceof Unavailable && alone.acquire(charge) instanceof Granted) {
        grantedAlone.incrementAndGet();
      }
    }

    @Override
    public void close() {
      shared.close();
      alone.close();
    }
  }

  /** Killed, stopped, its scripts and its memory wiped, while eight threads ask for more. */
  @Test
  void load_redisKilledStoppedWiped_noUnlimitedWindow() throws Exception {
    int limit = 500;
    List<Charge> charge = List.of(charge(RateLimit.fixedWindow(limit, YEAR)));
    AtomicInteger together = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    AtomicLong slowest = new AtomicLong();
    AtomicBoolean going = new AtomicBoolean(true);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<CompletableFuture<Void>> load = new ArrayList<>();
    try (Instance a = new Instance(store, together);
        Instance b = new Instance(store, together)) {
      for (int thread = 0; thread < 8; thread++) {
        Instance instance = thread % 2 == 0 ? a : b;
        load.add(
            CompletableFuture.runAsync(
                () -> {
                  while (going.get()) {
                    long began = System.nanoTime();
                    instance.request(charge);
                    slowest.accumulateAndGet(System.nanoTime() - began, Math::max);
                    done.incrementAndGet();
                  }
                },
                threads));
      }
      awaitDone(done);
      assertThat(together).hasValue(limit);
      run(admin -> admin.commands().scriptFlush());
      awaitDone(done);
      assertThat(together).hasValue(limit);
      redis.pause();
      awaitDone(done);
      await().atMost(RECOVERY).until(() -> !a.shared.told().isEmpty());
      redis.goOn();
      awaitShared(a, b);
      assertThat(together).hasValue(limit); // Redis has forgotten nothing
      run(admin -> admin.commands().flushall());
      awaitDone(done);
      assertThat(together).hasValue(2 * limit);
      redis.kill();
      awaitDone(done);
      redis.startAgain();
      awaitShared(a, b);
      awaitDone(done);
      assertThat(together).hasValue(3 * limit);
      assertThat(a.grantedAlone).hasValueBetween(1, limit);
      assertThat(b.grantedAlone).hasValueBetween(1, limit);
    } finally {
      redis.goOn();
      going.set(false);
      threads.shutdown();
    }
    for (CompletableFuture<Void> one : load) {
      one.get(); // what failed in it is thrown
    }
    assertThat(Duration.ofNanos(slowest.get())).isLessThan(TIMEOUT.plus(Duration.ofSeconds(1)));
  }

  private static void awaitShared(Instance a, Instance b) {
    a.shared.awaitReached(RECOVERY);
    b.shared.awaitReached(RECOVERY);
  }

  private static void awaitDone(AtomicInteger done) {
    int goal = done.get() + 3000;
    await().atMost(Duration.ofSeconds(20)).until(() -> done.get() >= goal);
  }
}
