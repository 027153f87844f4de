package io.edgeauth.benchmarks;

import io.edgeauth.network.Cidr;
import io.edgeauth.network.CidrSet;
import io.edgeauth.network.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Asks a set of few and of many networks for one address after another: what a rule of ten thousand
 * networks costs beside one of ten.
 *
 * <p>So many addresses, in no order, that the processor cannot learn the way to each by heart, as
 * it does where one is asked for again and again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class CidrLookup {

  private static final int ADDRESSES = 1 << 13;

  @Param({"10", "10000"})
  int networks;

  @Param NetworkShape shape;

  CidrSet set;
  IpAddress[] inside;
  IpAddress[] outside;
  private String[] insideTexts;
  private String[] outsideTexts;
  private int next;

  @Setup
  public void setUp() {
    Random random = new Random(networks);
    Set<Cidr> chosen = new LinkedHashSet<>();
    while (chosen.size() < networks) {
      chosen.add(shape.network(random));
    }
    set = CidrSet.of(chosen);
    List<Cidr> all = new ArrayList<>(chosen);
    inside = new IpAddress[ADDRESSES];
    outside = new IpAddress[ADDRESSES];
    insideTexts = new String[ADDRESSES];
    outsideTexts = new String[ADDRESSES];
    for (int i = 0; i < ADDRESSES; i++) {
      inside[i] = all.get(random.nextInt(networks)).network();
      outside[i] = outside(random);
      insideTexts[i] = inside[i].toString();
      outsideTexts[i] = outside[i].toString();
    }
  }

  private IpAddress outside(Random random) {
    while (true) {
      IpAddress address = shape.network(random).network();
      if (!set.contains(address)) {
        return address;
      }
    }
  }

  @Benchmark
  public boolean hit() {
    return require(true, set.contains(inside[next()]));
  }

  @Benchmark
  public boolean miss() {
    return require(false, set.contains(outside[next()]));
  }

  /** With the reading of the address from its text, which every request has to pay first. */
  @Benchmark
  public boolean readAndHit() {
    return require(true, set.contains(read(insideTexts[next()])));
  }

  @Benchmark
  public boolean readAndMiss() {
    return require(false, set.contains(read(outsideTexts[next()])));
  }

  private static IpAddress read(String text) {
    IpAddress address = IpAddress.parse(text);
    if (address == null) {
      throw new IllegalStateException(text);
    }
    return address;
  }

  private int next() {
    next = (next + 1) & (ADDRESSES - 1);
    return next;
  }

  private static boolean require(boolean expected, boolean found) {
    if (expected != found) {
      throw new IllegalStateException("the set should say " + expected);
    }
    return found;
  }
}
