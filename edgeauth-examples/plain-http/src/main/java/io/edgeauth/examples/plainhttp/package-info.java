/**
 * EdgeAuth in front of an application on the JDK's own HTTP server: the pattern for an adapter to
 * another server.
 *
 * <p>Entry type: {@link io.edgeauth.examples.plainhttp.EdgeAuthHttpFilter}. It shows EdgeAuth the
 * request ({@code ExchangeRequest}), refuses ({@code Refusals}), or hands the application the
 * request that was decided ({@code ForwardedExchange}). {@code Main} runs it.
 */
@NullMarked
package io.edgeauth.examples.plainhttp;

import org.jspecify.annotations.NullMarked;
