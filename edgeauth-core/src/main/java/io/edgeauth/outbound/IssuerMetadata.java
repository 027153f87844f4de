package io.edgeauth.outbound;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that an issuer's metadata names (OpenID Connect Discovery 1.0, then RFC 8414). What
 * is found is taken for granted for an hour, or until a call to it failed and it is forgotten.
 *
 * <p>Metadata of another issuer is never used. What it names is called over TLS; only an issuer
 * that is itself called without TLS may name a plain address. Used by one thread at a time.
 */
public final class IssuerMetadata {

  private static final Duration LIFETIME = Duration.ofHours(1);

  /** Metadata that cannot be used; the message says why. */
  public static final class MetadataException extends Exception {

    private static final long serialVersionUID = 1L;

    MetadataException(String message) {
      super(message);
    }
  }

  /** Reads an address within what is left of its caller's time. */
  @FunctionalInterface
  public interface Reader {

    /**
     * Reads an address.
     *
     * @param address a JSON document
     * @return the answer, whatever its status
     * @throws OutboundException if there was none
     */
    OutboundResponse read(URI address) throws OutboundException;
  }

  private final String issuer;
  private final OutboundSettings settings;
  private final Ticker ticker;
  private @Nullable Map<String, @Nullable Object> known;
  private long readAt;

  /**
   * Begins without any.
   *
   * @param issuer an absolute address; compared exactly with what the metadata says
   * @param settings what holds for all calls out
   * @param ticker measures how old it is
   */
  public IssuerMetadata(String issuer, OutboundSettings settings, Ticker ticker) {
    this.issuer = issuer;
    this.settings = settings;
    this.ticker = ticker;
  }

  /** Reads the metadata again when it is needed next. */
  public void forget() {
    known = null;
  }

  /**
   * An address that the metadata names. Blocks where it has to be read.
   *
   * @param member the name of the address: {@code jwks_uri}, {@code introspection_endpoint}…
   * @param reader reads it
   * @return an address that may be called
   * @throws OutboundException if the issuer is out of reach
   * @throws MetadataException if what it answered cannot be used, or names no such address
   */
  public URI address(String member, Reader reader) throws OutboundException, MetadataException {
    return address(member, false, reader);
  }

  /**
   * An address that the metadata names, for those who show a certificate there.
   *
   * @param member the name of the address
   * @param withCertificate whether the address among {@code mtls_endpoint_aliases} goes first (RFC
   *     8705, section 5)
   * @param reader reads the metadata
   * @return an address that may be called
   * @throws OutboundException if the issuer is out of reach
   * @throws MetadataException if what it answered cannot be used, or names no such address
   */
  public URI address(String member, boolean withCertificate, Reader reader)
      throws OutboundException, MetadataException {
    Map<String, @Nullable Object> metadata = known;
    if (metadata == null || ticker.read() - readAt >= LIFETIME.toNanos()) {
      long began = ticker.read();
      metadata = read(reader);
      known = metadata;
      readAt = began;
    }
    Object alias =
        withCertificate && metadata.get("mtls_endpoint_aliases") instanceof Map<?, ?> aliases
            ? aliases.get(member)
            : null;
    return address(member, alias == null ? metadata.get(member) : alias);
  }

  private Map<String, @Nullable Object> read(Reader reader)
      throws OutboundException, MetadataException {
    OutboundResponse response = reader.read(openIdAddress());
    if (response.status() != 200) {
      response = reader.read(oauthAddress(URI.create(issuer)));
    }
    if (response.status() != 200) {
      throw new MetadataException("the issuer's metadata answered " + response.status());
    }
    Map<String, @Nullable Object> metadata;
    try {
      metadata = JsonReader.readObject(response.body());
    } catch (JsonException e) {
      throw new MetadataException("the issuer's metadata: " + e.getMessage());
    }
    if (!issuer.equals(metadata.get("issuer"))) {
      throw new MetadataException("the issuer's metadata names another issuer");
    }
    return metadata;
  }

  private URI openIdAddress() {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return URI.create(base + "/.well-known/openid-configuration");
  }

  private static URI oauthAddress(URI issuer) {
    String raw = issuer.getRawPath();
    String path = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    return URI.create(
        issuer.getScheme()
            + "://"
            + issuer.getRawAuthority()
            + "/.well-known/oauth-authorization-server"
            + path);
  }

  private URI address(String member, @Nullable Object value) throws MetadataException {
    if (!(value instanceof String text)) {
      throw new MetadataException("the issuer's metadata has no " + member);
    }
    URI address;
    try {
      address = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new MetadataException("the issuer's metadata has a malformed " + member);
    }
    boolean tls = "https".equalsIgnoreCase(address.getScheme());
    if (!tls && "https".equalsIgnoreCase(URI.create(issuer).getScheme())) {
      throw new MetadataException("the issuer's metadata has a " + member + " without TLS");
    }
    String fault = OutboundAddress.fault(address, settings.allowHttp());
    if (fault != null) {
      throw new MetadataException("the issuer's " + member + ": " + fault);
    }
    return address;
  }
}
