package io.edgeauth.authn.bound;

import io.edgeauth.authn.bound.SeenProofs.Seen;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a proof passes once: on this instance always, and on all of them where they share
 * a store. While the store is out of reach each instance goes by what it has seen itself, so that a
 * stolen proof could pass once on each, within its life; to refuse everybody instead would make the
 * store's outage everybody's.
 *
 * <p>Any number of threads may use it at once. Blocks for the store's timeout at most.
 */
final class ProofMemory {

  /** What this instance has seen outlives every change of the configuration. */
  private record LocalLease() {}

  /** One store, with what it was opened with. */
  record StoreLease(SharedProofsSpec spec, OutboundSettings outbound) {}

  /** So that what others remember outlives the proof by what their clocks may be behind. */
  private static final Duration BEHIND = Duration.ofSeconds(60);

  private static final long SWEEP_SECONDS = 60;

  private static final class Local implements AutoCloseable {

    private final SeenProofs seen;
    private final Future<?> sweeps;

    Local(EdgeRuntime runtime) {
      seen = new SeenProofs(SeenProofs.CAPACITY, runtime.clock());
      sweeps =
          runtime
              .timer()
              .scheduleWithFixedDelay(
                  seen::forgetEnded, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      sweeps.cancel(false);
    }
  }

  private final String authenticator;
  private final SeenProofs local;
  private final @Nullable SharedProofs shared;
  private final Clock clock;

  private final long lifeSeconds;

  ProofMemory(
      String authenticator,
      long lifeSeconds,
      SeenProofs local,
      @Nullable SharedProofs shared,
      Clock clock) {
    this.authenticator = authenticator;
    this.lifeSeconds = lifeSeconds;
    local.keepAtLeast(lifeSeconds);
    this.local = local;
    this.shared = shared;
    this.clock = clock;
  }

  /**
   * Opens it for a generation under construction.
   *
   * @param lifeSeconds how long the authenticator takes a proof from when it was made
   */
  static ProofMemory open(
      String authenticator, long lifeSeconds, @Nullable SharedProofs shared, EdgeRuntime runtime) {
    Local local = runtime.leases().take(new LocalLease(), () -> new Local(runtime));
    return new ProofMemory(authenticator, lifeSeconds, local.seen, shared, runtime.clock());
  }

  /** The store that instances share, or null. */
  static @Nullable SharedProofs store(
      @Nullable SharedProofsSpec spec, OutboundSettings outbound, EdgeRuntime runtime) {
    return spec == null
        ? null
        : runtime
            .leases()
            .take(new StoreLease(spec, outbound), () -> spec.openProofs(runtime, outbound));
  }

  /**
   * Remembers a proof.
   *
   * @param thumbprint of the key that signed it
   * @param made when it was made, in seconds since the epoch
   */
  Seen remember(byte[] thumbprint, String jti, long made) {
    byte[] name = ProofMark.name(authenticator, thumbprint, jti);
    Seen here = local.remember(ProofMark.of(name), ProofMark.bits(thumbprint), made);
    if (here != Seen.FIRST || shared == null) {
      return here;
    }
    long end = (made + lifeSeconds) * 1000;
    Duration holds = Duration.ofMillis(Math.max(0, end - clock.millis())).plus(BEHIND);
    return shared.remember(name, holds) == SharedProofs.Seen.BEFORE ? Seen.BEFORE : Seen.FIRST;
  }
}
