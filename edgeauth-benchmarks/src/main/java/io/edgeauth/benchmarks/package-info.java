/**
 * What verifying a caller costs: EdgeAuth, whole libraries beside it, and the JCA alone, in one run
 * of one jar.
 *
 * <p>One class per subject: {@link io.edgeauth.benchmarks.RawVerification} and {@link
 * io.edgeauth.benchmarks.RawProviderVerification} are the limits that nobody can pass, {@link
 * io.edgeauth.benchmarks.Jose4jValidation} and {@link io.edgeauth.benchmarks.NimbusValidation}
 * validate a token, {@link io.edgeauth.benchmarks.EdgeAuthDecide} decides a request, {@link
 * io.edgeauth.benchmarks.EdgeAuthFilterChain} and {@link
 * io.edgeauth.benchmarks.SpringSecurityChain} handle one in front of an application, and {@link
 * io.edgeauth.benchmarks.BareChain} is the same with nothing in front. All of these take their keys
 * and tokens from {@code Tokens}, under a {@link io.edgeauth.benchmarks.SigningAlgorithm}. {@link
 * io.edgeauth.benchmarks.CidrLookup} compares a large rule of addresses with a small one.
 *
 * <p>API keys have {@link io.edgeauth.benchmarks.ApiKeyDecide}, {@link
 * io.edgeauth.benchmarks.ApiKeyFilterChain} and, for few and many, {@link
 * io.edgeauth.benchmarks.ApiKeyPopulation}; opaque tokens have {@link
 * io.edgeauth.benchmarks.OpaqueTokenDecide} and {@link
 * io.edgeauth.benchmarks.OpaqueTokenFilterChain}. {@link
 * io.edgeauth.benchmarks.SpringOpaqueTokenChain} is the peer of both.
 *
 * <p>{@link io.edgeauth.benchmarks.LocalLimiting} sets rate limits beside those of others, {@link
 * io.edgeauth.benchmarks.LimiterBytes} what they keep; {@link
 * io.edgeauth.benchmarks.AlgorithmPicture} draws what the algorithms let through.
 *
 * <p>A subject throws when a token is not treated as its name says, so that a run stops rather than
 * measures something else; a {@link io.edgeauth.benchmarks.SpoiledToken} is what it may have to
 * refuse. {@link io.edgeauth.benchmarks.CpuTime} measures on machines that are not idle. JMH's
 * generated code extends these classes and names their parameters: they are public, and not final,
 * for no other reason.
 */
@NullMarked
package io.edgeauth.benchmarks;

import org.jspecify.annotations.NullMarked;
