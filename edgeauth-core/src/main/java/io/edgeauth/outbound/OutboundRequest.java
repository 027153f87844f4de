package io.edgeauth.outbound;

import java.net.URI;
import java.time.Duration;

/**
 * One call out that reads.
 *
 * @param uri what is read
 * @param accept the media type that is asked for
 * @param connectTimeout how long connecting, TLS included, may take
 * @param totalTimeout how long the whole call may take
 * @param maxBytes how many bytes the answer may have
 */
public record OutboundRequest(
    URI uri, String accept, Duration connectTimeout, Duration totalTimeout, int maxBytes) {}
