package io.edgeauth.keys;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import io.edgeauth.outbound.OutboundAddress;
import io.edgeauth.outbound.OutboundClient;
import io.edgeauth.outbound.OutboundException;
import io.edgeauth.outbound.OutboundRequest;
import io.edgeauth.outbound.OutboundResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one JWK set: from its address, or from the one that the issuer's metadata names (OpenID
 * Connect Discovery 1.0, then RFC 8414). Used by one thread at a time.
 */
final class JwkSetSource {

  /** How long the address that metadata named is taken for granted. */
  private static final Duration METADATA_LIFETIME = Duration.ofHours(1);

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
  private @Nullable URI discovered;
  private long discoveredAt;
  private long deadline;

  JwkSetSource(RemoteKeySettings settings, OutboundClient client, Ticker ticker) {
    this.settings = settings;
    this.client = client;
    this.ticker = ticker;
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
      discovered = null;
      throw e;
    }
  }

  private URI address() throws OutboundException, KeySetException {
    if (settings.jwksUri() != null) {
      return settings.jwksUri();
    }
    long now = ticker.read();
    URI known = discovered;
    if (known != null && now - discoveredAt < METADATA_LIFETIME.toNanos()) {
      return known;
    }
    URI found = discover();
    discovered = found;
    discoveredAt = now;
    return found;
  }

  private URI discover() throws OutboundException, KeySetException {
    URI issuer = URI.create(settings.issuer());
    OutboundResponse response = get(openIdMetadata(), "application/json");
    if (response.status() != 200) {
      response = get(oauthMetadata(issuer), "application/json");
    }
    if (response.status() != 200) {
      throw new KeySetException("the issuer's metadata answered " + response.status());
    }
    Map<String, Object> metadata;
    try {
      metadata = JsonReader.readObject(response.body());
    } catch (JsonException e) {
      throw new KeySetException("the issuer's metadata: " + e.getMessage());
    }
    if (!settings.issuer().equals(metadata.get("issuer"))) {
      throw new KeySetException("the issuer's metadata names another issuer");
    }
    return keySetAddress(issuer, metadata.get("jwks_uri"));
  }

  private URI openIdMetadata() {
    String issuer = settings.issuer();
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return URI.create(base + "/.well-known/openid-configuration");
  }

  private static URI oauthMetadata(URI issuer) {
    String raw = issuer.getRawPath();
    String path = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    return URI.create(
        issuer.getScheme()
            + "://"
            + issuer.getRawAuthority()
            + "/.well-known/oauth-authorization-server"
            + path);
  }

  /**
   * What metadata names is called over TLS; only an issuer that is itself called without TLS may
   * name a plain address.
   */
  private URI keySetAddress(URI issuer, @Nullable Object value) throws KeySetException {
    if (!(value instanceof String text)) {
      throw new KeySetException("the issuer's metadata has no jwks_uri");
    }
    URI address;
    try {
      address = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new KeySetException("the issuer's metadata has a malformed jwks_uri");
    }
    boolean tls = "https".equalsIgnoreCase(address.getScheme());
    if (!tls && "https".equalsIgnoreCase(issuer.getScheme())) {
      throw new KeySetException("the issuer's metadata has a jwks_uri without TLS");
    }
    String fault = OutboundAddress.fault(address, settings.outbound().allowHttp());
    if (fault != null) {
      throw new KeySetException("the issuer's jwks_uri: " + fault);
    }
    return address;
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
