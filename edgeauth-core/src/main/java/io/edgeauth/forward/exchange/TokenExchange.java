package io.edgeauth.forward.exchange;

import io.edgeauth.authn.InvalidSpecException;
import io.edgeauth.authn.InvalidSpecException.Fault;
import io.edgeauth.keys.Secret;
import io.edgeauth.oauth.ClientCredentials;
import io.edgeauth.oauth.ClientMethod;
import io.edgeauth.oauth.InvalidClientException;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.runtime.EdgeRuntime;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says how the token of a request is exchanged for one that its backend is meant to have (RFC
 * 8693).
 *
 * <pre>{@code
 * TokenExchange.endpoint(URI.create("https://id.example.com/token"))
 *     .clientId("gateway")
 *     .clientSecret(secret)
 *     .audience("orders")
 * }</pre>
 *
 * <p>Not for sharing between threads while it is filled.
 */
public final class TokenExchange {

  /** How long connecting may take unless something else is said. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** How long a request waits unless something else is said. */
  public static final Duration DEFAULT_TOTAL_TIMEOUT = Duration.ofSeconds(2);

  /** How many tokens are remembered unless something else is said. */
  public static final int DEFAULT_MAX_ENTRIES = 10_000;

  private final URI endpoint;
  private String clientId = "";
  private ClientMethod clientAuth = ClientMethod.BASIC;
  private @Nullable Secret clientSecret;
  private @Nullable Path clientKeyFile;
  private List<String> audience = List.of();
  private String scope = "";
  private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
  private Duration totalTimeout = DEFAULT_TOTAL_TIMEOUT;
  private int maxEntries = DEFAULT_MAX_ENTRIES;

  private TokenExchange(URI endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Begins with the address of the authorization server's token endpoint.
   *
   * @param endpoint over TLS, unless it is on loopback or its host is named in {@code
   *     outbound.allow-http}
   * @return what is to be filled
   */
  public static TokenExchange endpoint(URI endpoint) {
    return new TokenExchange(endpoint);
  }

  /**
   * Sets who is asking.
   *
   * @param id the id by which the server knows this gateway
   * @return this
   */
  public TokenExchange clientId(String id) {
    clientId = id;
    return this;
  }

  /**
   * Sets how it is proven who is asking.
   *
   * @param method by default {@link ClientMethod#BASIC}; not {@link ClientMethod#BEARER}, which
   *     token endpoints do not know
   * @return this
   */
  public TokenExchange clientAuth(ClientMethod method) {
    clientAuth = method;
    return this;
  }

  /**
   * Sets the secret that proves it.
   *
   * @param secret the client's secret; the password of a PKCS#12 file for {@link ClientMethod#TLS}
   * @return this
   */
  public TokenExchange clientSecret(Secret secret) {
    clientSecret = secret;
    return this;
  }

  /**
   * Sets the file that proves it, which is watched.
   *
   * @param file a private JWK for {@link ClientMethod#PRIVATE_KEY_JWT}; PEM or PKCS#12 for {@link
   *     ClientMethod#TLS}
   * @return this
   */
  public TokenExchange clientKeyFile(Path file) {
    clientKeyFile = file;
    return this;
  }

  /**
   * Sets whom the new token is for.
   *
   * @param values the names by which the server knows the backends; this or {@link #scope} is
   *     required
   * @return this
   */
  public TokenExchange audience(String... values) {
    audience = List.of(values);
    return this;
  }

  /**
   * Sets what the new token may do.
   *
   * @param scopes with one space between them; empty for what the server gives
   * @return this
   */
  public TokenExchange scope(String scopes) {
    scope = scopes;
    return this;
  }

  /**
   * Sets how long connecting may take.
   *
   * @param value by default a second; up to a minute
   * @return this
   */
  public TokenExchange connectTimeout(Duration value) {
    connectTimeout = value;
    return this;
  }

  /**
   * Sets how long a request waits for its new token, whatever it waits for.
   *
   * @param value by default two seconds; up to a minute
   * @return this
   */
  public TokenExchange totalTimeout(Duration value) {
    totalTimeout = value;
    return this;
  }

  /**
   * Sets how many new tokens are remembered. Each is held in memory as it is, since backends need
   * it as it is.
   *
   * @param entries by default 10 000; zero: each request has its own exchange
   * @return this
   */
  public TokenExchange maxEntries(int entries) {
    maxEntries = entries;
    return this;
  }

  /**
   * Opens it. Nobody is called before a request needs it.
   *
   * @param name how routes call it
   * @param outbound what holds for calls out
   * @param runtime the runtime, while a generation is built
   * @return it, leased: do not close it
   * @throws InvalidSpecException with everything that is wrong
   */
  public ExchangedTokens open(String name, OutboundSettings outbound, EdgeRuntime runtime) {
    ExchangeSettings settings =
        new ExchangeSettings(
            name,
            endpoint,
            new ClientCredentials(clientId, clientAuth, clientSecret, clientKeyFile),
            audience,
            scope,
            connectTimeout,
            totalTimeout,
            maxEntries,
            outbound);
    List<Fault> faults = settings.faults();
    if (!faults.isEmpty()) {
      throw new InvalidSpecException(faults);
    }
    try {
      return ExchangedTokens.open(settings, runtime);
    } catch (InvalidClientException e) {
      throw new InvalidSpecException(ExchangeSettings.of(e.faults()));
    }
  }
}
