package io.edgeauth.authn.introspection;

import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.AuthenticatorContext;
import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.authn.ClaimMapping;
import io.edgeauth.authn.InvalidSpecException;
import io.edgeauth.authn.InvalidSpecException.Fault;
import io.edgeauth.authn.bound.BoundSettings;
import io.edgeauth.authn.bound.BoundTokens;
import io.edgeauth.authn.bound.Dpop;
import io.edgeauth.authn.bound.SenderConstrained;
import io.edgeauth.authn.bound.SharedProofsSpec;
import io.edgeauth.authn.remote.OnUnavailable;
import io.edgeauth.authn.remote.RemoteSettings;
import io.edgeauth.authn.remote.SharedAnswersSpec;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.keys.Secret;
import io.edgeauth.oauth.ClientCredentials;
import io.edgeauth.oauth.ClientMethod;
import io.edgeauth.oauth.InvalidClientException;
import io.edgeauth.outbound.BreakerSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says which tokens are accepted that only their authorization server can read: it is asked about
 * each of them, as rarely as it may be (RFC 7662).
 *
 * <pre>{@code
 * Introspection.endpoint(URI.create("https://id.example.com/introspect"))
 *     .clientId("gateway")
 *     .clientSecret(secret)
 *     .audience("api")
 * }</pre>
 *
 * <p>Every bearer token is taken for its own, also one that is a JWT: in {@code user | opaque} it
 * stands last. Not for sharing between threads while it is filled. It is long because it documents
 * each setting on its own.
 */
public final class Introspection implements AuthenticatorSpec {

  private final @Nullable URI endpoint;
  private final @Nullable String issuer;
  private String clientId = "";
  private ClientMethod clientAuth = ClientMethod.BASIC;
  private @Nullable Secret clientSecret;
  private @Nullable Path clientKeyFile;
  private AnswerFormat accept = AnswerFormat.JSON;
  private final Set<String> audience = new LinkedHashSet<>();
  private final Map<ClaimPath, Set<String>> requiredClaims = new LinkedHashMap<>();
  private Duration connectTimeout = Duration.ofSeconds(1);
  private Duration totalTimeout = RemoteSettings.DEFAULTS.totalTimeout();
  private int maxConcurrent = RemoteSettings.DEFAULTS.maxConcurrent();
  private Duration ttl = RemoteSettings.DEFAULTS.ttl();
  private Duration negativeTtl = RemoteSettings.DEFAULTS.negativeTtl();
  private int maxEntries = RemoteSettings.DEFAULTS.maxEntries();
  private BreakerSettings circuitBreaker = BreakerSettings.DEFAULTS;
  private OnUnavailable onUnavailable = OnUnavailable.DENY;
  private Duration staleFor = RemoteSettings.DEFAULTS.staleFor();
  private @Nullable SharedAnswersSpec shared;
  private @Nullable SharedProofsSpec sharedProofs;
  private ClaimMapping claims = ClaimMapping.DEFAULTS;

  private Introspection(@Nullable URI endpoint, @Nullable String issuer) {
    this.endpoint = endpoint;
    this.issuer = issuer;
  }

  /**
   * Begins with the address that is asked.
   *
   * @param endpoint over TLS, unless it is on loopback or its host is named in {@code
   *     outbound.allow-http}
   * @return what is to be filled
   */
  public static Introspection endpoint(URI endpoint) {
    return new Introspection(endpoint, null);
  }

  /**
   * Begins with the issuer, whose metadata names the address.
   *
   * @param issuer compared exactly with the metadata's, and with {@code iss} where an answer has it
   * @return what is to be filled
   */
  public static Introspection issuer(String issuer) {
    return new Introspection(null, issuer);
  }

  /**
   * Begins with both: the metadata is not read.
   *
   * @param issuer compared exactly with {@code iss} where an answer has it
   * @param endpoint the address that is asked
   * @return what is to be filled
   */
  public static Introspection issuer(String issuer, URI endpoint) {
    return new Introspection(endpoint, issuer);
  }

  /**
   * Sets who is asking.
   *
   * @param id the id by which the server knows this gateway
   * @return this
   */
  public Introspection clientId(String id) {
    clientId = id;
    return this;
  }

  /**
   * Sets how it is proven who is asking.
   *
   * @param method by default {@link ClientMethod#BASIC}
   * @return this
   */
  public Introspection clientAuth(ClientMethod method) {
    clientAuth = method;
    return this;
  }

  /**
   * Sets the secret that proves it.
   *
   * @param secret the client's secret; the access token for {@link ClientMethod#BEARER}; the
   *     password of a PKCS#12 file for {@link ClientMethod#TLS}
   * @return this
   */
  public Introspection clientSecret(Secret secret) {
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
  public Introspection clientKeyFile(Path file) {
    clientKeyFile = file;
    return this;
  }

  /**
   * Sets the form of answers.
   *
   * @param format by default {@link AnswerFormat#JSON}; {@link AnswerFormat#JWT} needs the issuer,
   *     whose keys verify them
   * @return this
   */
  public Introspection accept(AnswerFormat format) {
    accept = format;
    return this;
  }

  /**
   * Whom tokens must be meant for, where an answer says it.
   *
   * @param values any one of them must be in {@code aud}; by default it is not looked at
   * @return this
   */
  public Introspection audience(String... values) {
    Collections.addAll(audience, values);
    return this;
  }

  /**
   * Asks for a member of the answer.
   *
   * @param claim where it stands
   * @param values it must be one of them, or an array that holds one
   * @return this
   */
  public Introspection requiredClaim(ClaimPath claim, String... values) {
    requiredClaims.put(claim, Set.of(values));
    return this;
  }

  /**
   * Sets how long connecting may take.
   *
   * @param value by default a second; up to a minute
   * @return this
   */
  public Introspection connectTimeout(Duration value) {
    connectTimeout = value;
    return this;
  }

  /**
   * Sets how long a request waits for an answer, whatever it waits for.
   *
   * @param value by default two seconds; up to a minute
   * @return this
   */
  public Introspection totalTimeout(Duration value) {
    totalTimeout = value;
    return this;
  }

  /**
   * Sets how many calls may be under way. As many more wait for their turn, and what comes past
   * them is answered at once.
   *
   * @param calls by default 64; up to 1024
   * @return this
   */
  public Introspection maxConcurrent(int calls) {
    maxConcurrent = calls;
    return this;
  }

  /**
   * Sets how long an answer for a good token holds: as long as a token that was revoked in the
   * meantime passes.
   *
   * @param duration by default a minute, up to a day, and never past the token's {@code exp}; zero:
   *     it is asked for each request
   * @param entries how many good answers are remembered, and how many of the others; by default 100
   *     000
   * @return this
   */
  public Introspection cache(Duration duration, int entries) {
    ttl = duration;
    maxEntries = entries;
    return this;
  }

  /**
   * Sets a store that keeps answers for other instances too, beside what each remembers itself.
   * They share what a client of the same id and secret is told by the same server.
   *
   * @param store such as {@code RedisStore.at(uri)} of {@code edgeauth-redis}
   * @return this
   */
  public Introspection shared(SharedAnswersSpec store) {
    this.shared = store;
    return this;
  }

  /**
   * Sets a store that remembers DPoP proofs for other instances too.
   *
   * @param store such as {@code RedisStore.at(uri)} of {@code edgeauth-redis}
   * @return this
   */
  public Introspection sharedProofs(SharedProofsSpec store) {
    sharedProofs = store;
    return this;
  }

  /**
   * Sets how long an answer for a bad token holds.
   *
   * @param duration by default ten seconds, up to a day
   * @return this
   */
  public Introspection negativeTtl(Duration duration) {
    negativeTtl = duration;
    return this;
  }

  /**
   * Sets when calls to a server that fails are stopped for a while.
   *
   * @param settings by default {@link BreakerSettings#DEFAULTS}
   * @return this
   */
  public Introspection circuitBreaker(BreakerSettings settings) {
    circuitBreaker = settings;
    return this;
  }

  /**
   * Sets what a request gets while nobody can say what its token is worth.
   *
   * @param what by default {@link OnUnavailable#DENY}; {@link OnUnavailable#ALLOW_ANONYMOUS} only
   *     for routes that are optional
   * @return this
   */
  public Introspection onUnavailable(OnUnavailable what) {
    onUnavailable = what;
    return this;
  }

  /**
   * Sets how long past its time a good answer holds under {@link OnUnavailable#STALE}.
   *
   * @param duration by default five minutes, up to a day, and never past the token's {@code exp}
   * @return this
   */
  public Introspection staleFor(Duration duration) {
    staleFor = duration;
    return this;
  }

  /**
   * Sets where the fields of a credential are found in an answer.
   *
   * @param mapping the paths
   * @return this
   */
  public Introspection claims(ClaimMapping mapping) {
    claims = mapping;
    return this;
  }

  @Override
  public Authenticator create(AuthenticatorContext context) {
    IntrospectionSettings settings =
        new IntrospectionSettings(
            context.name(),
            endpoint,
            issuer,
            new ClientCredentials(clientId, clientAuth, clientSecret, clientKeyFile),
            accept,
            Set.copyOf(audience),
            Collections.unmodifiableMap(new LinkedHashMap<>(requiredClaims)),
            connectTimeout,
            new RemoteSettings(
                totalTimeout,
                maxConcurrent,
                ttl,
                negativeTtl,
                maxEntries,
                circuitBreaker,
                onUnavailable,
                staleFor),
            shared,
            claims,
            context.outbound());
    List<Fault> faults = IntrospectionFaults.of(settings);
    if (!faults.isEmpty()) {
      throw new InvalidSpecException(faults);
    }
    return new IntrospectionAuthenticator(
        service(settings, context),
        onUnavailable == OnUnavailable.ALLOW_ANONYMOUS,
        BoundTokens.open(
            new BoundSettings(
                SenderConstrained.ACCEPT,
                Dpop.DEFAULTS,
                IntrospectionSettings.CLOCK_SKEW,
                sharedProofs),
            context),
        context.maxCredentialLength());
  }

  private static IntrospectionService service(
      IntrospectionSettings settings, AuthenticatorContext context) {
    try {
      return IntrospectionService.open(settings, context.runtime());
    } catch (InvalidClientException e) {
      throw new InvalidSpecException(IntrospectionFaults.of(e.faults()));
    }
  }

  @Override
  public List<String> loosenings() {
    List<String> loosenings = new ArrayList<>();
    if (onUnavailable == OnUnavailable.STALE) {
      loosenings.add("on-unavailable: stale, tokens pass for " + staleFor + " unasked");
    }
    if (onUnavailable == OnUnavailable.ALLOW_ANONYMOUS) {
      loosenings.add(
          "on-unavailable: allow-anonymous, requests whose tokens nobody can judge pass as"
              + " anonymous");
    }
    return loosenings;
  }
}
