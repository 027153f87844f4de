package io.edgeauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.remote.SharedAnswersSpec;
import io.edgeauth.redis.RedisStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** C01: {@code redis}, found on the class path as an application finds it. */
final class RedisSectionTest {

  private final Problems problems = new Problems();

  private SharedAnswersSpec read(String redis) {
    ConfigNode.Mapping tree =
        YamlSource.read("edgeauth.yaml", "redis: " + redis + "\n", Map.of(), problems);
    return new SharedStores(Map.of()).read(Section.of(tree, "", Path.of(""), problems));
  }

  private List<String> told() {
    return problems.list().stream().map(Problem::toString).toList();
  }

  @Test
  void read_uriAlone_defaults() {
    assertThat(read("{uri: 'redis://localhost'}")).isEqualTo(RedisStore.at("redis://localhost"));
    assertThat(told()).isEmpty();
  }

  @Test
  void read_everything_taken() {
    assertThat(read("{uri: 'rediss://:pw@r:6380/2', key-prefix: 'edge-2:', timeout: 100ms}"))
        .isEqualTo(
            RedisStore.at("rediss://:pw@r:6380/2")
                .withKeyPrefix("edge-2:")
                .withTimeout(Duration.ofMillis(100)));
    assertThat(read("{uri: 'redis-sentinel://a,b:26380#edge'}"))
        .isEqualTo(RedisStore.at("redis-sentinel://a,b:26380#edge"));
    assertThat(told()).isEmpty();
  }

  @Test
  void read_aList_aClusterAlsoOfOne() {
    assertThat(read("{uri: ['redis://a:1', 'redis://b:2']}"))
        .isEqualTo(RedisStore.cluster("redis://a:1", "redis://b:2"));
    assertThat(read("{uri: ['redis://a:1']}")).isEqualTo(RedisStore.cluster("redis://a:1"));
    assertThat(told()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                          | redis.uri: missing (expected: such as redis://HOST:PORT)
          {uri: 'secret.example'}                     | redis.uri: no address (expected: redis://HOST:PORT
          {uri: 'http://secret.example'}              | redis.uri: no address (expected: redis://HOST:PORT
          {uri: 'redis-socket:///secret'}             | redis.uri: no address (expected: redis://HOST:PORT
          {uri: 'redis://:sec ret@host'}              | redis.uri: no address that can be read
          {uri: 'redis-sentinel://secret:26379'}      | redis.uri: no name of a master
          {uri: []}                                   | redis.uri: expected: one address, or a list
          {uri: ['redis-sentinel://secret#a']}        | redis.uri: no address of a cluster's node
          {uri: ['redis://secret/3']}                 | redis.uri: a cluster has one database
          {uri: ['redis://secret', 'rediss://b']}     | redis.uri: nodes with TLS and without
          {uri: 'rediss://secret?verifyPeer=NONE'}    | redis.uri: a parameter that has no effect here
          {uri: 'redis://secret?timeout=1m'}          | redis.uri: a parameter that has no effect here
          {uri: 'redis://secret', key-prefix: 'a b'}  | redis.key-prefix: not shown (expected: up to 200 printable
          {uri: 'redis://secret', timeout: 0ms}       | redis.timeout: 0ms
          {uri: 'redis://secret', timeout: 1m}        | redis.timeout: 1m
          {uri: 'redis://secret', prefix: a}          | redis.prefix: unknown key
          """)
  void read_wrong_oneProblemThatShowsNoAddress(String redis, String problem) {
    read(redis);
    assertThat(told()).hasSize(1);
    assertThat(told().get(0)).contains(problem).doesNotContain("secret", "sec ret");
  }

  @Test
  void store_asText_showsNoAddress() {
    assertThat(RedisStore.at("redis://:password@internal-host").toString())
        .doesNotContain("password@", "internal-host")
        .contains("edgeauth:");
  }
}
