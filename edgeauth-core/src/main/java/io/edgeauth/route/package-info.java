/**
 * Routes: which requests an application takes, and what each asks of its caller.
 *
 * <p>Entry type: {@link io.edgeauth.route.Route}; {@link io.edgeauth.route.RouteTable} finds the
 * first that matches. What no route matches is refused.
 */
@NullMarked
package io.edgeauth.route;

import org.jspecify.annotations.NullMarked;
