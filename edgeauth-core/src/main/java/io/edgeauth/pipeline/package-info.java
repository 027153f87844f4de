/**
 * The way of a request: one stage after the other, each of which adds to what is known or ends the
 * request.
 *
 * <p>Entry type: {@link io.edgeauth.pipeline.Pipeline}. Its stages, in order: {@code FormStage},
 * {@code AddressStage}, {@code EndpointStage} where EdgeAuth answers something itself, {@code
 * RouteStage}, {@code AuthenticateStage}, {@code AuthoriseStage}, {@code ForwardStage}; what it
 * says is a {@link io.edgeauth.pipeline.Decision}, and an {@link io.edgeauth.pipeline.Explanation}
 * tells how it came about.
 */
@NullMarked
package io.edgeauth.pipeline;

import org.jspecify.annotations.NullMarked;
