/**
 * EdgeAuth in front of a Jakarta Servlet application.
 *
 * <p>Entry type: {@link io.edgeauth.servlet.EdgeAuthFilter}. It reads a request ({@code
 * ServletEdgeRequest}), asks for a decision on its path and on the resource behind it ({@code
 * Target}), and carries it out: the application gets a {@code ForwardedRequest}, or the client a
 * {@code Refusals} answer. {@link io.edgeauth.servlet.EdgeAuthInitializer} registers it where the
 * class path has an {@code edgeauth.yaml}.
 *
 * <p>{@link io.edgeauth.servlet.ApiKeyAdminServlet} manages API keys behind that filter: {@code
 * AdminPath} and {@code AdminBody} read what is asked for, {@code AdminKeys} does it, {@code
 * AdminAnswers} writes what came of it.
 */
@NullMarked
package io.edgeauth.servlet;

import org.jspecify.annotations.NullMarked;
