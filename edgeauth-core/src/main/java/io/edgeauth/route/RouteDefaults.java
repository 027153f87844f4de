package io.edgeauth.route;

import io.edgeauth.authn.StepExpression;
import io.edgeauth.network.IpRules;
import io.edgeauth.policy.Requirement;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What every route has unless it says otherwise: the section {@code route-defaults} of the
 * configuration. Immutable.
 *
 * <pre>{@code
 * RouteDefaults.NONE.authenticate("user").ipRules(office)
 * }</pre>
 *
 * <p>Nothing that opens a route can be a default. A public route takes neither steps nor
 * requirements from here, but its policy and its rules for addresses.
 *
 * @param steps the steps that must pass; empty where each route says its own
 * @param requirement what is asked of an authenticated caller
 * @param policy the name of the policy that decides last, or null
 * @param ipRules which addresses may ask
 * @param keepCredentials whether credentials go on to the backend, or null for what {@code
 *     ForwardSettings} says
 * @param limits the names of the rate limits, all of which must pass; those that are asked before
 *     authentication count requests for which there is no route, too
 */
public record RouteDefaults(
    List<StepExpression> steps,
    Requirement requirement,
    @Nullable String policy,
    IpRules ipRules,
    @Nullable Boolean keepCredentials,
    List<String> limits) {

  /** Routes have what they say themselves. */
  public static final RouteDefaults NONE =
      new RouteDefaults(List.of(), Requirement.NONE, null, IpRules.NONE, null, List.of());

  /** Copies the lists. */
  public RouteDefaults {
    steps = List.copyOf(steps);
    limits = limits.stream().distinct().toList();
  }

  /**
   * The same with steps, for routes that are neither public nor have their own.
   *
   * @param expressions as {@link RouteBuilder#authenticate} takes them
   * @return the defaults
   * @throws IllegalArgumentException if a step is malformed; the message says what is expected
   */
  public RouteDefaults authenticate(String... expressions) {
    List<StepExpression> parsed = Stream.of(expressions).map(StepExpression::parse).toList();
    return new RouteDefaults(parsed, requirement, policy, ipRules, keepCredentials, limits);
  }

  /**
   * The same with a requirement, for routes that are not public and require nothing themselves.
   *
   * @param asked what is asked of their callers
   * @return the defaults
   */
  public RouteDefaults require(Requirement asked) {
    return new RouteDefaults(steps, asked, policy, ipRules, keepCredentials, limits);
  }

  /**
   * The same with a policy, for all routes that name none, public ones too.
   *
   * @param name under which it is known
   * @return the defaults
   */
  public RouteDefaults policy(String name) {
    return new RouteDefaults(steps, requirement, name, ipRules, keepCredentials, limits);
  }

  /**
   * The same with rules for addresses, for all routes that have none, public ones too.
   *
   * @param rules which addresses may ask
   * @return the defaults
   */
  public RouteDefaults ipRules(IpRules rules) {
    return new RouteDefaults(steps, requirement, policy, rules, keepCredentials, limits);
  }

  /**
   * The same with a word on whether credentials go on, for all routes that say nothing of it.
   *
   * @param wanted whether backends receive them
   * @return the defaults
   */
  public RouteDefaults keepCredentials(boolean wanted) {
    return new RouteDefaults(steps, requirement, policy, ipRules, wanted, limits);
  }

  /**
   * The same with rate limits, for all routes that name none, public ones too.
   *
   * @param names under which they are known; none for no limit
   * @return the defaults
   */
  public RouteDefaults limit(String... names) {
    return new RouteDefaults(steps, requirement, policy, ipRules, keepCredentials, List.of(names));
  }
}
