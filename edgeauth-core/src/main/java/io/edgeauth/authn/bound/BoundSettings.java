package io.edgeauth.authn.bound;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an authenticator says about bound tokens.
 *
 * @param constrained which tokens are accepted
 * @param dpop which proofs are accepted
 * @param clockSkew by how much a client's clock may differ from ours
 * @param shared what remembers proofs for other instances too, or null
 */
public record BoundSettings(
    SenderConstrained constrained,
    Dpop dpop,
    Duration clockSkew,
    @Nullable SharedProofsSpec shared) {}
