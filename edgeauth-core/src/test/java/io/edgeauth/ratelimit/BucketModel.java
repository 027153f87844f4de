package io.edgeauth.ratelimit;

import java.math.BigInteger;

/** A token bucket by its filling at one time, in such parts of a permit that all is whole. */
final class BucketModel implements LimitModel {

  private final BigInteger permit;
  private final BigInteger eachNano;
  private final BigInteger most;
  private BigInteger filling;
  private long since;

  BucketModel(RateLimit limit) {
    permit = BigInteger.valueOf(((LimitPeriod.Lasting) limit.period()).length().toNanos());
    eachNano = BigInteger.valueOf(limit.permits());
    most = permit.multiply(BigInteger.valueOf(limit.most()));
    filling = most;
    since = Long.MIN_VALUE;
  }

  private BigInteger filling(long at) {
    if (since == Long.MIN_VALUE) {
      return most;
    }
    return filling.add(eachNano.multiply(BigInteger.valueOf(at - since))).min(most);
  }

  private BigInteger of(long permits) {
    return permit.multiply(BigInteger.valueOf(permits));
  }

  @Override
  public boolean passes(long permits, long at) {
    return filling(at).compareTo(of(permits)) >= 0;
  }

  @Override
  public long remaining(long at) {
    return Math.max(0, filling(at).divide(permit).longValueExact());
  }

  @Override
  public boolean isFull(long at) {
    return filling(at).equals(most);
  }

  @Override
  public void take(long permits, long at) {
    filling = filling(at).subtract(of(permits));
    since = at;
  }

  @Override
  public void drain(long permits, long at) {
    filling = filling(at).subtract(of(permits)).max(BigInteger.ZERO);
    since = at;
  }

  @Override
  public void refund(long permits, long at) {
    filling = filling(at).add(of(permits)).min(most);
    since = at;
  }

  /** Two units, each shorter than two nanoseconds. */
  @Override
  public long slack() {
    return 4;
  }
}
