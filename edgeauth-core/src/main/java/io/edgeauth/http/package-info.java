/**
 * One HTTP request as the wire had it, what is changed about it, and the form that it must have.
 *
 * <p>Entry type: {@link io.edgeauth.http.EdgeRequest}, which an adapter implements. A request meets
 * {@link io.edgeauth.http.RequestForm} first; what is forwarded is the request with its {@link
 * io.edgeauth.http.HeaderEdits}; what is refused is told by a {@link io.edgeauth.http.Problem}.
 */
@NullMarked
package io.edgeauth.http;

import org.jspecify.annotations.NullMarked;
