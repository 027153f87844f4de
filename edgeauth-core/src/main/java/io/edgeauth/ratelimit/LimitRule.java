package io.edgeauth.ratelimit;

/**
 * A limit under its name: what a limiter counts by. Immutable, for any thread. Two rules of the
 * same name, algorithm and period share their counts, also where their permits differ: a change of
 * the configuration loses none.
 */
public final class LimitRule {

  private final String name;
  private final RateLimit limit;
  private final Meter meter;

  private LimitRule(String name, RateLimit limit) {
    this.name = name;
    this.limit = limit;
    this.meter = Meter.of(limit);
  }

  /**
   * Names a limit.
   *
   * @param name the name under which clients and operators are told of it
   * @param limit the limit
   * @return the rule
   */
  public static LimitRule of(String name, RateLimit limit) {
    return new LimitRule(name, limit);
  }

  /**
   * Under what name it is told.
   *
   * @return the name of the configuration
   */
  public String name() {
    return name;
  }

  /**
   * What it says.
   *
   * @return the limit
   */
  public RateLimit limit() {
    return limit;
  }

  Meter meter() {
    return meter;
  }

  @Override
  public String toString() {
    return "LimitRule[" + name + "]";
  }
}
