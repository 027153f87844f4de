/**
 * A reverse proxy with EdgeAuth as its filter, and the command line that runs it.
 *
 * <p>Entry types: {@link io.edgeauth.examples.gateway.Gateway} in a process of one's own, {@code
 * Main} for the command line. A configuration file is read ({@code Configured}, {@code
 * GatewayReader}), a server listens ({@code Listening}), and what EdgeAuth lets through goes to its
 * upstream ({@code UpstreamServlet}).
 */
@NullMarked
package io.edgeauth.examples.gateway;

import org.jspecify.annotations.NullMarked;
