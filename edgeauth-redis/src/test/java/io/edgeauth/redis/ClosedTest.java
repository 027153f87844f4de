package io.edgeauth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.edgeauth.redis.TestInstance.Authority;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What is left after the end, and what is said at start. */
@Timeout(60)
final class ClosedTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().startsWith("globalEventExecutor")) // Netty ends it soon
        .filter(thread -> !thread.getName().startsWith("awaitility"))
        .collect(Collectors.toSet());
  }

  private static Set<Thread> since(Set<Thread> before) {
    Set<Thread> more = threads();
    more.removeAll(before);
    return more;
  }

  @Test
  void close_afterWork_noThreadAndNoConnection() {
    try (TestRedis redis = TestRedis.start()) {
      Set<Thread> before = threads();
      TestInstance instance =
          TestInstance.reached(RedisStore.at(redis.uri()), new Authority().active("t", "alice"));
      instance.request("t");
      assertThat(since(before)).isNotEmpty();
      instance.close();
      await().atMost(SOON).untilAsserted(() -> assertThat(since(before)).isEmpty());
      try (TestRedis.Admin admin = redis.admin()) {
        assertThat(admin.commands().clientList().lines()).hasSize(1);
      }
      assertThat(instance.store().get(new byte[32])).isNull();
      assertThat(instance.store().forget(new byte[32], Duration.ofSeconds(1))).isFalse();
    }
  }

  /** While it tries to connect to nobody. */
  @Test
  void close_redisAway_noThread() {
    TestRedis redis = TestRedis.start();
    redis.kill();
    Set<Thread> before = threads();
    TestInstance instance = new TestInstance(RedisStore.at(redis.uri()), new Authority());
    await().atMost(SOON).until(() -> instance.told().size() == 1);
    instance.close();
    await().atMost(SOON).untilAsserted(() -> assertThat(since(before)).isEmpty());
  }

  @Test
  void close_redisPaused_endsSoon() {
    try (TestRedis redis = TestRedis.start()) {
      TestInstance instance = TestInstance.reached(RedisStore.at(redis.uri()), new Authority());
      redis.pause();
      long began = System.nanoTime();
      instance.close();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
      redis.goOn();
    }
  }

  /** Neither Lettuce nor Netty nor Reactor has anything to say to an operator at start. */
  @Test
  void start_redisThere_logIsSilent() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = root.getLevel();
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    root.addAppender(said);
    root.setLevel(Level.INFO);
    try (TestRedis redis = TestRedis.start()) {
      said.list.clear();
      TestInstance.reached(RedisStore.at(redis.uri()), new Authority()).close();
      assertThat(said.list).isEmpty();
    } finally {
      root.detachAppender(said);
      root.setLevel(level);
    }
  }
}
