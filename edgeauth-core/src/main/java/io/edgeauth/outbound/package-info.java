/**
 * The one HTTP client that every call out goes through.
 *
 * <p>Entry type: {@link io.edgeauth.outbound.OutboundClient}. Only configured addresses are called,
 * over TLS unless they are on loopback or named in {@code outbound.allow-http}; every call has a
 * connect and a total deadline and a size cap, and no redirect is followed.
 */
@NullMarked
package io.edgeauth.outbound;

import org.jspecify.annotations.NullMarked;
