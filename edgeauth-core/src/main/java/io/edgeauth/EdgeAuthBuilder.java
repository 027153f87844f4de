package io.edgeauth;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.config.CompanionRoot;
import io.edgeauth.event.AuditLog;
import io.edgeauth.event.EdgeEventListener;
import io.edgeauth.forward.ForwardSettings;
import io.edgeauth.forward.exchange.TokenExchange;
import io.edgeauth.http.Problem;
import io.edgeauth.http.RequestSettings;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.network.IpRules;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.policy.Policy;
import io.edgeauth.ratelimit.LimiterSettings;
import io.edgeauth.ratelimit.Plan;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.RateLimiter;
import io.edgeauth.ratelimit.RateLimiterSpec;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteBuilder;
import io.edgeauth.route.RouteDefaults;
import java.nio.file.Path;
import java.time.Clock;

/** Collects what an EdgeAuth is to do. Not for sharing between threads. */
public final class EdgeAuthBuilder {

  private final CodeSettings settings = new CodeSettings();

  EdgeAuthBuilder() {}

  /**
   * Reads a configuration file too. What is said in code stays: its authenticators are there beside
   * the file's, and its routes are asked before the file's.
   *
   * @param file YAML
   * @return this
   */
  public EdgeAuthBuilder configuration(Path file) {
    settings.file(file);
    return this;
  }

  /**
   * Reads a configuration that is in no file, such as one in an archive. It cannot change, and
   * files that it names are relative to the working directory.
   *
   * @param name how problems call it
   * @param yaml the configuration
   * @return this
   */
  public EdgeAuthBuilder configuration(String name, String yaml) {
    settings.text(name, yaml);
    return this;
  }

  /**
   * Adds an authenticator of one of EdgeAuth's kinds.
   *
   * @param name how routes call it
   * @param spec what it accepts
   * @return this
   */
  public EdgeAuthBuilder authenticator(String name, AuthenticatorSpec spec) {
    settings.authenticator(name, spec);
    return this;
  }

  /**
   * Adds an authenticator of your own. It survives changes of the configuration, and its owner
   * closes it.
   *
   * @param name how routes call it
   * @param authenticator it
   * @return this
   */
  public EdgeAuthBuilder authenticator(String name, Authenticator authenticator) {
    settings.authenticator(name, context -> new Borrowed(authenticator));
    return this;
  }

  /**
   * Sets what the routes have that are added after this, unless they say otherwise. Those of the
   * configuration file have what the file says.
   *
   * @param defaults by default {@link RouteDefaults#NONE}
   * @return this
   */
  public EdgeAuthBuilder routeDefaults(RouteDefaults defaults) {
    settings.routeDefaults(defaults);
    return this;
  }

  /**
   * Adds a route. The first that matches decides.
   *
   * @param route the route
   * @return this
   * @throws IllegalArgumentException if the route is neither public nor protected, or both
   */
  public EdgeAuthBuilder route(RouteBuilder route) {
    settings.route(route);
    return this;
  }

  /**
   * Answers a back-channel by which others invalidate tokens: {@code POST} of a form with {@code
   * token=…}, up to 100 times, does what {@link EdgeAuth#invalidate} does. It lies before all
   * routes.
   *
   * @param path one path below the application's context path
   * @param expressions who may, as a route says it: at least one step
   * @return this
   * @throws IllegalArgumentException if one of them is malformed, or there is no step; the message
   *     says what is expected
   */
  public EdgeAuthBuilder invalidation(String path, String... expressions) {
    if (expressions.length == 0) {
      throw new IllegalArgumentException(
          "invalidation: no step (expected: an authenticator, which says who may)");
    }
    settings.invalidation(Route.path(path).methods("POST").authenticate(expressions));
    return this;
  }

  /**
   * Adds a policy. It stands before a {@link io.edgeauth.policy.NamedPolicy} of that name on the
   * class path.
   *
   * @param name how routes call it
   * @param policy it
   * @return this
   */
  public EdgeAuthBuilder policy(String name, Policy policy) {
    settings.policy(name, policy);
    return this;
  }

  /**
   * Adds a listener for what happens, beside the logs.
   *
   * @param listener it
   * @return this
   */
  public EdgeAuthBuilder listener(EdgeEventListener listener) {
    settings.listener(listener);
    return this;
  }

  /**
   * Reads another root of the configuration file together with EdgeAuth's own, now and whenever the
   * file changes: either both come into force or neither, and the problems of both are told at
   * once.
   *
   * @param companion reads it; without a file it is not asked
   * @return this
   */
  public EdgeAuthBuilder companion(CompanionRoot companion) {
    settings.companion(companion);
    return this;
  }

  /**
   * Sets what the backend receives.
   *
   * @param forward by default {@link ForwardSettings#DEFAULTS}
   * @return this
   */
  public EdgeAuthBuilder forward(ForwardSettings forward) {
    settings.forward(forward);
    return this;
  }

  /**
   * Adds an exchange of tokens, by which a backend receives another token than the client's.
   *
   * @param name how routes call it
   * @param exchange what is exchanged for what
   * @return this
   */
  public EdgeAuthBuilder tokenExchange(String name, TokenExchange exchange) {
    settings.tokenExchange(name, exchange);
    return this;
  }

  /**
   * Adds a rate limit.
   *
   * @param name how routes call it, and under which clients are told of it
   * @param limit the limit
   * @return this
   */
  public EdgeAuthBuilder limit(String name, RateLimit limit) {
    settings.limits().limit(name, limit);
    return this;
  }

  /**
   * Adds a usage plan, which counts in place of limits that are {@link
   * RateLimit#overriddenByCredential}.
   *
   * @param name how API keys, and the claim of {@link #planClaim}, call it
   * @param plan the plan
   * @return this
   */
  public EdgeAuthBuilder plan(String name, Plan plan) {
    settings.limits().plan(name, plan);
    return this;
  }

  /**
   * Sets which verified claim names the plan of a credential that is no API key.
   *
   * @param path where it stands
   * @return this
   */
  public EdgeAuthBuilder planClaim(ClaimPath path) {
    settings.limits().planClaim(path);
    return this;
  }

  /**
   * Sets what holds for all limits.
   *
   * @param limiter by default {@link LimiterSettings#DEFAULTS}
   * @return this
   */
  public EdgeAuthBuilder limiter(LimiterSettings limiter) {
    settings.limits().limiter(limiter);
    return this;
  }

  /**
   * Sets what counts for all instances together.
   *
   * @param store what opens it; by default each instance counts alone
   * @return this
   */
  public EdgeAuthBuilder rateLimiter(RateLimiterSpec store) {
    settings.limits().store(store);
    return this;
  }

  /**
   * Sets a limiter of your own, in place of {@code limiter.store}. It survives changes of the
   * configuration, and its owner closes it. While it cannot count, or throws, each limit does what
   * it says for that.
   *
   * @param limiter it
   * @return this
   */
  public EdgeAuthBuilder rateLimiter(RateLimiter limiter) {
    settings.limits().given(limiter);
    return this;
  }

  /**
   * Sets what holds for calls out.
   *
   * @param outbound by default TLS everywhere but on loopback
   * @return this
   */
  public EdgeAuthBuilder outbound(OutboundSettings outbound) {
    settings.outbound(outbound);
    return this;
  }

  /**
   * Sets what form requests must have. {@link #maxCredentialLength} is the same as a part of it.
   *
   * @param request by default {@link RequestSettings#DEFAULTS}
   * @return this
   */
  public EdgeAuthBuilder request(RequestSettings request) {
    settings.request(request);
    return this;
  }

  /**
   * Sets whose word counts about where a request comes from.
   *
   * @param clientIp by default nobody's: the client is the peer
   * @return this
   */
  public EdgeAuthBuilder clientIp(ClientIpSettings clientIp) {
    settings.clientIp(clientIp);
    return this;
  }

  /**
   * Sets which addresses may ask, on every route.
   *
   * @param rules by default all may
   * @return this
   */
  public EdgeAuthBuilder ipRules(IpRules rules) {
    settings.ipRules(rules);
    return this;
  }

  /**
   * Sets how refusals are written, and what challenges name as {@code realm}.
   *
   * @param format by default problem+json
   * @param realm by default {@code edgeauth}
   * @return this
   */
  public EdgeAuthBuilder errors(Problem.Format format, String realm) {
    settings.errors(format, realm);
    return this;
  }

  /**
   * Sets how long a credential may be; a longer one is refused unread.
   *
   * @param characters 1024 to 65536, by default 16384
   * @return this
   * @throws IllegalArgumentException if it is out of range
   */
  public EdgeAuthBuilder maxCredentialLength(int characters) {
    settings.maxCredentialLength(
        RequestSettings.DEFAULTS.withMaxCredentialLength(characters).maxCredentialLength());
    return this;
  }

  /**
   * Sets which decisions are written to the audit log.
   *
   * @param scope by default those that refused the request
   * @return this
   */
  public EdgeAuthBuilder audit(AuditLog.Scope scope) {
    settings.audit(scope);
    return this;
  }

  /**
   * Sets whether the configuration file is read again when it changes.
   *
   * @param wanted by default true
   * @return this
   */
  public EdgeAuthBuilder watch(boolean wanted) {
    settings.watch(wanted);
    return this;
  }

  /**
   * Sets the time by which tokens are judged and intervals are measured. For tests.
   *
   * @param clock wall time
   * @param ticker nanoseconds that only go forward
   * @return this
   */
  public EdgeAuthBuilder time(Clock clock, Ticker ticker) {
    settings.time(clock, ticker);
    return this;
  }

  /**
   * Calls nobody before a request needs it, and watches no configuration: for looking at one.
   *
   * @return this
   */
  public EdgeAuthBuilder onlyLooking() {
    settings.onlyLooking();
    return this;
  }

  /**
   * Makes the EdgeAuth. Key sets are fetched in the background; an issuer that is out of reach does
   * not keep it from starting.
   *
   * @return it; close it
   * @throws io.edgeauth.config.ConfigurationException with everything that is wrong
   */
  public EdgeAuth build() {
    return new EdgeAuth(Generations.start(settings.copy()));
  }
}
