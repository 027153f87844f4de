package io.edgeauth.examples.gateway;

import java.net.URI;

/**
 * A server that requests are passed on to.
 *
 * @param path which requests: a pattern as in routes
 * @param origin scheme, host and port, without a path
 */
record Upstream(String path, URI origin) {}
