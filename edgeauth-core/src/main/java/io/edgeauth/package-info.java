/**
 * EdgeAuth verifies who is calling once, at the edge, and hands backends a clean request whose
 * identity headers they can trust.
 *
 * <p>Entry type: {@link io.edgeauth.EdgeAuth}. Adapters carry its decisions out; {@code
 * io.edgeauth.servlet} has one for Jakarta Servlet.
 */
@NullMarked
package io.edgeauth;

import org.jspecify.annotations.NullMarked;
