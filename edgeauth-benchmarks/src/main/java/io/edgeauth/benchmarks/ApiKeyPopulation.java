package io.edgeauth.benchmarks;

import io.edgeauth.pipeline.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * EdgeAuth decides requests with one API key after another, of a database that holds few and one
 * that holds many: with what it said remembered as by default, and with nothing remembered.
 *
 * <p>A cache of 100 000 keys does not hold a million, and never has to: the requests are made with
 * up to 8 192 of them, in no order, so that the processor cannot learn the way to each by heart.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx3g")
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class ApiKeyPopulation {

  static final int REQUESTS = 1 << 13;

  @Param({"100", "1000000"})
  int population;

  @Param({"true", "false"})
  boolean cached;

  List<MemoryEdgeRequest> requests;
  KeyDatabase database;
  private KeyedGateway keyed;
  private int next;

  @Setup
  public void setUp() {
    database = KeyDatabase.empty();
    keyed = KeyedGateway.inDatabase(database, cached ? KeyedGateway.DEFAULT_TTL : Duration.ZERO);
    List<String> used = keyed.issue(Math.min(population, REQUESTS));
    database.addOthers(population - used.size());
    requests = new ArrayList<>(REQUESTS);
    for (int i = 0; i < REQUESTS; i++) {
      // Each with a text of its own, as requests have it: few keys are not few texts.
      String key = new String(used.get(i % used.size()).toCharArray());
      requests.add(MemoryEdgeRequest.withApiKey(key));
    }
    Collections.shuffle(requests, new Random(population));
    requests.forEach(keyed.gateway()::requireForward); // in the cache, where there is one
  }

  @TearDown
  public void tearDown() {
    keyed.close();
  }

  @Benchmark
  public Decision decide() {
    next = (next + 1) & (REQUESTS - 1);
    return keyed.gateway().requireForward(requests.get(next));
  }
}
