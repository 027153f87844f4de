package io.edgeauth.authn.introspection;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.oauth.ClientMethod;
import io.edgeauth.outbound.IssuerMetadata;
import io.edgeauth.outbound.IssuerMetadata.MetadataException;
import io.edgeauth.outbound.OutboundClient;
import io.edgeauth.outbound.OutboundException;
import io.edgeauth.outbound.OutboundRequest;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.SingleFlight;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The address that is asked: the configured one, or the one that the issuer's metadata names. The
 * metadata is read when it is needed first. Once known, the address serves on while the metadata is
 * read again in the background: after an hour, and after calls failed, at most every ten seconds.
 *
 * <p>Any number of threads may ask at once; those that come first wait for one reading.
 */
final class IntrospectionEndpoint {

  private static final String MEMBER = "introspection_endpoint";
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Duration COOLDOWN = Duration.ofSeconds(10);
  private static final int MAX_METADATA = 512 * 1024;
  private static final int MAX_WAITERS = 1024;

  /** What a reading gave: an address, or why there is none. */
  private record Reading(@Nullable URI address, String fault) {}

  private final IntrospectionSettings settings;
  private final OutboundClient client;
  private final EdgeRuntime runtime;
  private final Ticker ticker;
  private final @Nullable IssuerMetadata metadata;
  private final SingleFlight<String, Reading> readings;
  private final AtomicLong nextReading = new AtomicLong();
  private volatile @Nullable URI known;

  IntrospectionEndpoint(
      IntrospectionSettings settings, OutboundClient client, EdgeRuntime runtime) {
    this.settings = settings;
    this.client = client;
    this.runtime = runtime;
    this.ticker = runtime.ticker();
    this.known = settings.endpoint();
    String issuer = settings.issuer();
    this.metadata =
        settings.endpoint() != null || issuer == null
            ? null
            : new IssuerMetadata(issuer, settings.outbound(), ticker);
    this.readings = new SingleFlight<>(MAX_WAITERS, settings.remote().totalTimeout());
  }

  /**
   * The address. Blocks while it is not known.
   *
   * @throws OutboundException if it cannot be read
   * @throws MetadataException if another request read it, and it cannot be used
   */
  URI address() throws OutboundException, MetadataException {
    URI address = known;
    if (address == null) {
      return readFirst();
    }
    if (metadata != null && ticker.read() - nextReading.get() >= 0) {
      readAgain();
    }
    return address;
  }

  /** A call failed: perhaps the issuer has another address by now. */
  void failed() {
    if (metadata == null) {
      return;
    }
    long soon = ticker.read() + COOLDOWN.toNanos();
    nextReading.updateAndGet(next -> soon - next < 0 ? soon : next);
  }

  private URI readFirst() throws OutboundException {
    Reading reading = readings.run(MEMBER, this::read);
    if (reading == null) {
      throw new OutboundException("the issuer's metadata is not there in time");
    }
    URI address = reading.address();
    if (address == null) {
      throw new OutboundException(reading.fault());
    }
    return address;
  }

  private void readAgain() {
    long due = nextReading.get();
    if (!nextReading.compareAndSet(due, ticker.read() + COOLDOWN.toNanos())) {
      return; // another request does it
    }
    try {
      runtime.workers().execute(() -> readings.run(MEMBER, this::read));
    } catch (RejectedExecutionException e) {
      // All workers are busy, or the runtime has ended: the address that is known serves on.
    }
  }

  /** By one thread at a time, as the flight sees to it. */
  private Reading read() {
    IssuerMetadata read = metadata;
    if (read == null) {
      return new Reading(known, "");
    }
    read.forget();
    long deadline = ticker.read() + settings.remote().totalTimeout().toNanos();
    try {
      URI address =
          read.address(
              MEMBER,
              settings.client().method() == ClientMethod.TLS,
              uri -> client.get(request(uri, deadline)));
      known = address;
      nextReading.set(ticker.read() + LIFETIME.toNanos());
      return new Reading(address, "");
    } catch (OutboundException | MetadataException e) {
      return new Reading(null, String.valueOf(e.getMessage()));
    }
  }

  private OutboundRequest request(URI uri, long deadline) {
    Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - ticker.read()));
    return new OutboundRequest(
        uri, "application/json", settings.connectTimeout(), left, MAX_METADATA);
  }
}
