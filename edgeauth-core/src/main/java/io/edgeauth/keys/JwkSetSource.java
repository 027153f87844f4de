package io.edgeauth.keys;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.outbound.IssuerMetadata;
import io.edgeauth.outbound.OutboundAddress;
import io.edgeauth.outbound.OutboundClient;
import io.edgeauth.outbound.OutboundException;
import io.edgeauth.outbound.OutboundRequest;
import io.edgeauth.outbound.OutboundResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one JWK set: from its address, or from the one that the issuer's metadata names (OpenID
 * Connect Discovery 1.0, then RFC 8414). Used by one thread at a time.
 */
final class JwkSetSource {

  /**
   * What was fetched.
   *
   * @param reading the keys, at least one of them usable
   * @param freshFor when to fetch again
   */
  record Fetched(JwkSetReader.Reading reading, Duration freshFor) {}

  private final RemoteKeySettings settings;
  private final OutboundClient client;
  private final Ticker ticker;
  private final IssuerMetadata metadata;
  private long deadline;

  JwkSetSource(RemoteKeySettings settings, OutboundClient client, Ticker ticker) {
    this.settings = settings;
    this.client = client;
    this.ticker = ticker;
    this.metadata = new IssuerMetadata(settings.issuer(), settings.outbound(), ticker);
  }

  /** How events call this source. */
  String name() {
    URI address = settings.jwksUri();
    return address == null ? settings.issuer() : OutboundAddress.shown(address);
  }

  Fetched fetch() throws OutboundException, KeySetException {
    deadline = ticker.read() + settings.totalTimeout().toNanos();
    try {
      OutboundResponse response = get(address(), "application/jwk-set+json, application/json");
      if (response.status() != 200) {
        throw new KeySetException("the key set's address answered " + response.status());
      }
      JwkSetReader.Reading reading = JwkSetReader.read(response.body());
      if (reading.keys().isEmpty()) {
        throw new KeySetException("no usable key: " + reading.whyIgnored());
      }
      return new Fetched(reading, freshFor(response.cacheControl()));
    } catch (OutboundException | KeySetException e) {
      metadata.forget();
      throw e;
    }
  }

  private URI address() throws OutboundException, KeySetException {
    URI configured = settings.jwksUri();
    if (configured != null) {
      return configured;
    }
    try {
      return metadata.address("jwks_uri", address -> get(address, "application/json"));
    } catch (IssuerMetadata.MetadataException e) {
      throw new KeySetException(String.valueOf(e.getMessage()));
    }
  }

  /** All calls of one fetch share its deadline. */
  private OutboundResponse get(URI address, String accept) throws OutboundException {
    Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - ticker.read()));
    return client.get(
        new OutboundRequest(address, accept, settings.connectTimeout(), left, settings.maxSize()));
  }

  /** The refresh interval, or less where the issuer says so, but never less than the cooldown. */
  private Duration freshFor(@Nullable String cacheControl) {
    Duration interval = settings.refreshInterval();
    long maxAge = maxAge(cacheControl);
    if (maxAge < 0 || maxAge >= interval.toSeconds()) {
      return interval;
    }
    Duration age = Duration.ofSeconds(maxAge);
    return age.compareTo(settings.cooldown()) > 0 ? age : settings.cooldown();
  }

  /**
   * The seconds of {@code max-age}, 0 for {@code no-cache} and {@code no-store}, −1 where nothing
   * readable is said.
   */
  private static long maxAge(@Nullable String cacheControl) {
    if (cacheControl == null) {
      return -1;
    }
    for (String directive : cacheControl.toLowerCase(Locale.ROOT).split(",", -1)) {
      String name = directive.strip();
      if (name.equals("no-cache") || name.equals("no-store")) {
        return 0;
      }
      if (name.matches("max-age=\\d{1,10}")) {
        return Long.parseLong(name.substring("max-age=".length()));
      }
    }
    return -1;
  }
}
