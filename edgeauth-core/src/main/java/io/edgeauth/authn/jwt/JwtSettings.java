package io.edgeauth.authn.jwt;

import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.ClaimMapping;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.keys.JwsAlgorithm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link Jwt} says, complete and checked. */
record JwtSettings(
    String issuer,
    Set<String> audience,
    List<JwsAlgorithm> algorithms,
    Set<String> types,
    Map<ClaimPath, Set<String>> requiredClaims,
    Duration clockSkew,
    @Nullable Duration maxLifetime,
    boolean allowMissingExpiry,
    List<Carrier> tokenFrom,
    int verifiedCacheEntries,
    Duration patience,
    ClaimMapping claims) {}
