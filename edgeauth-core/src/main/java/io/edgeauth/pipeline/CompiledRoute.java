package io.edgeauth.pipeline;

import io.edgeauth.authn.AuthenticationSteps;
import io.edgeauth.policy.Policy;
import io.edgeauth.route.Route;
import org.jspecify.annotations.Nullable;

/**
 * A route with what its names stand for.
 *
 * @param route the route
 * @param steps what its caller must prove, or null on a public route
 * @param policy what decides last, or null
 * @param keepCredentials whether its backend receives the credentials
 * @param exchange what gives its backend another token than the client's, or null
 * @param limits the rate limits that it names
 */
public record CompiledRoute(
    Route route,
    @Nullable AuthenticationSteps steps,
    @Nullable Policy policy,
    boolean keepCredentials,
    @Nullable RouteExchange exchange,
    RouteLimits limits) {}
