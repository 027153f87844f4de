/**
 * What verifying a caller costs: the JCA alone and whole libraries, in one run of one jar.
 *
 * <p>One class per subject: {@link io.edgeauth.benchmarks.RawVerification} is the limit that nobody
 * can pass, {@link io.edgeauth.benchmarks.Jose4jValidation} and {@link
 * io.edgeauth.benchmarks.NimbusValidation} validate a token, {@link
 * io.edgeauth.benchmarks.SpringSecurityChain} handles a request, and {@link
 * io.edgeauth.benchmarks.BareChain} is the same request with nothing in front. All of them take
 * their keys and tokens from {@code Tokens}, under a {@link
 * io.edgeauth.benchmarks.SigningAlgorithm}.
 *
 * <p>A subject throws when a token does not pass, so that a run stops rather than measures a
 * refusal. JMH's generated code extends these classes and names their parameters: they are public,
 * and not final, for no other reason.
 */
@NullMarked
package io.edgeauth.benchmarks;

import org.jspecify.annotations.NullMarked;
