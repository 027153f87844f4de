package io.edgeauth;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.authn.Denial;
import io.edgeauth.config.CompanionRoot;
import io.edgeauth.event.AuditLog;
import io.edgeauth.event.EdgeEventListener;
import io.edgeauth.forward.ForwardSettings;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.Problem;
import io.edgeauth.http.RequestSettings;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.network.IpRules;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.pipeline.Explanation;
import io.edgeauth.policy.Policy;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteBuilder;
import io.edgeauth.route.RouteDefaults;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Decides requests: who is calling, whether they may, and what the backend is told about them.
 *
 * <pre>{@code
 * EdgeAuth edge = EdgeAuth.builder()
 *     .authenticator("user", Jwt.issuer("https://id.example.com").audience("api"))
 *     .route(Route.path("/health").allowPublic())
 *     .route(Route.path("/api/admin/**").authenticate("user").requireRole("admin"))
 *     .route(Route.path("/api/**").authenticate("user"))
 *     .build();
 * }</pre>
 *
 * <p>Closed by default: what no route matches is refused, and so is what a bug keeps from being
 * decided. Any number of threads may use it at once. Close it when the application ends.
 */
public final class EdgeAuth implements AutoCloseable {

  private final Generations generations;

  EdgeAuth(Generations generations) {
    this.generations = generations;
  }

  /**
   * Begins an EdgeAuth in code. Everything that a configuration file can say can be said with it,
   * in the same words.
   *
   * @return the builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Makes an EdgeAuth of a configuration file, which is watched unless it says otherwise.
   *
   * @param file YAML
   * @return it; close it
   * @throws io.edgeauth.config.ConfigurationException with every problem that the file has
   */
  public static EdgeAuth from(Path file) {
    return builder().configuration(file).build();
  }

  /**
   * Decides a request. Blocks at most while something that is needed is fetched for the first time,
   * within its timeouts.
   *
   * @param request the request as the server received it
   * @return what is to be done with it; never null, and this never throws because of a request
   */
  public Decision decide(EdgeRequest request) {
    return generations.decide(request);
  }

  /**
   * Decides a request and tells how, without telling listeners. Operators use it to try a
   * configuration out.
   *
   * @param request the request
   * @return the decision and what each stage said
   */
  public Explanation explain(EdgeRequest request) {
    return generations.explain(request);
  }

  /**
   * Makes the answer to a request that its server refused before it could be decided, such as one
   * whose headers are too large: in the form of every other refusal, with a request id. No listener
   * is told. It may be asked for after this was closed, too.
   *
   * @param status an HTTP status, from 400 to 599
   * @return what is to be answered
   */
  public Decision.Reject refusal(int status) {
    return generations.refusal(status);
  }

  /**
   * Begins to refuse tokens that are right otherwise. Every request that begins after this has
   * returned is refused, also where its token was verified and remembered before.
   *
   * <p>It survives a change of the configuration as long as there is an authenticator of this name,
   * and ends with this EdgeAuth: what is to last longer is written into the file of {@code
   * deny-list}. An authenticator keeps up to 1 000 000 denials; lift those whose tokens have
   * expired.
   *
   * @param authenticator the name of an authenticator that keeps a deny-list, as those of JWTs do
   * @param denial what is refused; one that is there already changes nothing
   * @throws IllegalArgumentException if there is no such authenticator; the message names those
   *     there are
   * @throws IllegalStateException if there are too many denials, or this is closed; then nothing
   *     has changed
   */
  public void deny(String authenticator, Denial denial) {
    generations.deny(authenticator, denial);
  }

  /**
   * Takes back an equal denial that {@link #deny} made. What another denial or the file names stays
   * refused.
   *
   * @param authenticator the name of the authenticator
   * @param denial what is no longer refused by it
   * @return whether there was one
   * @throws IllegalArgumentException if there is no such authenticator that keeps a deny-list; the
   *     message names those there are
   * @throws IllegalStateException if this is closed
   */
  public boolean liftDenial(String authenticator, Denial denial) {
    return generations.lift(authenticator, denial);
  }

  /**
   * The routes that are in force.
   *
   * @return in their order
   */
  public List<Route> routes() {
    return generations.routes();
  }

  /**
   * Reads the configuration file again, as its watch does when it changes. What is under way is
   * decided by the old one.
   *
   * @throws io.edgeauth.config.ConfigurationException with every problem that the file has now;
   *     then nothing has changed
   * @throws IllegalStateException if there is no file, or this is closed
   */
  public void reload() {
    generations.reload();
  }

  /** Ends threads, connections and watches. Requests that come later are refused with 503. */
  @Override
  public void close() {
    generations.close();
  }

  /** Collects what an EdgeAuth is to do. Not for sharing between threads. */
  public static final class Builder {

    private final CodeSettings settings = new CodeSettings();

    private Builder() {}

    /**
     * Reads a configuration file too. What is said in code stays: its authenticators are there
     * beside the file's, and its routes are asked before the file's.
     *
     * @param file YAML
     * @return this
     */
    public Builder configuration(Path file) {
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
    public Builder configuration(String name, String yaml) {
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
    public Builder authenticator(String name, AuthenticatorSpec spec) {
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
    public Builder authenticator(String name, Authenticator authenticator) {
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
    public Builder routeDefaults(RouteDefaults defaults) {
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
    public Builder route(RouteBuilder route) {
      settings.route(route);
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
    public Builder policy(String name, Policy policy) {
      settings.policy(name, policy);
      return this;
    }

    /**
     * Adds a listener for what happens, beside the logs.
     *
     * @param listener it
     * @return this
     */
    public Builder listener(EdgeEventListener listener) {
      settings.listener(listener);
      return this;
    }

    /**
     * Reads another root of the configuration file together with EdgeAuth's own, now and whenever
     * the file changes: either both come into force or neither, and the problems of both are told
     * at once.
     *
     * @param companion reads it; without a file it is not asked
     * @return this
     */
    public Builder companion(CompanionRoot companion) {
      settings.companion(companion);
      return this;
    }

    /**
     * Sets what the backend receives.
     *
     * @param forward by default {@link ForwardSettings#DEFAULTS}
     * @return this
     */
    public Builder forward(ForwardSettings forward) {
      settings.forward(forward);
      return this;
    }

    /**
     * Sets what holds for calls out.
     *
     * @param outbound by default TLS everywhere but on loopback
     * @return this
     */
    public Builder outbound(OutboundSettings outbound) {
      settings.outbound(outbound);
      return this;
    }

    /**
     * Sets what form requests must have. {@link #maxCredentialLength} is the same as a part of it.
     *
     * @param request by default {@link RequestSettings#DEFAULTS}
     * @return this
     */
    public Builder request(RequestSettings request) {
      settings.request(request);
      return this;
    }

    /**
     * Sets whose word counts about where a request comes from.
     *
     * @param clientIp by default nobody's: the client is the peer
     * @return this
     */
    public Builder clientIp(ClientIpSettings clientIp) {
      settings.clientIp(clientIp);
      return this;
    }

    /**
     * Sets which addresses may ask, on every route.
     *
     * @param rules by default all may
     * @return this
     */
    public Builder ipRules(IpRules rules) {
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
    public Builder errors(Problem.Format format, String realm) {
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
    public Builder maxCredentialLength(int characters) {
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
    public Builder audit(AuditLog.Scope scope) {
      settings.audit(scope);
      return this;
    }

    /**
     * Sets whether the configuration file is read again when it changes.
     *
     * @param wanted by default true
     * @return this
     */
    public Builder watch(boolean wanted) {
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
    public Builder time(Clock clock, Ticker ticker) {
      settings.time(clock, ticker);
      return this;
    }

    /**
     * Calls nobody before a request needs it, and watches no configuration: for looking at one.
     *
     * @return this
     */
    public Builder onlyLooking() {
      settings.onlyLooking();
      return this;
    }

    /**
     * Makes the EdgeAuth. Key sets are fetched in the background; an issuer that is out of reach
     * does not keep it from starting.
     *
     * @return it; close it
     * @throws io.edgeauth.config.ConfigurationException with everything that is wrong
     */
    public EdgeAuth build() {
      return new EdgeAuth(Generations.start(settings.copy()));
    }
  }
}
