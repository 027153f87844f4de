package io.edgeauth.authn.introspection;

import io.edgeauth.authn.ClaimMapping;
import io.edgeauth.authn.remote.RemoteSettings;
import io.edgeauth.authn.remote.SharedAnswersSpec;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.oauth.ClientCredentials;
import io.edgeauth.outbound.OutboundSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an answer depends on: two authenticators share what they know only where all of
 * it is the same.
 *
 * @param name the authenticator's
 * @param endpoint who is asked, or null: then the issuer's metadata says it
 * @param issuer the server's issuer, or null
 * @param shared what keeps answers for other instances too, or null
 * @param requiredClaims by path; of the values any one will do
 */
record IntrospectionSettings(
    String name,
    @Nullable URI endpoint,
    @Nullable String issuer,
    ClientCredentials client,
    AnswerFormat accept,
    Set<String> audience,
    Map<ClaimPath, Set<String>> requiredClaims,
    Duration connectTimeout,
    RemoteSettings remote,
    @Nullable SharedAnswersSpec shared,
    ClaimMapping claims,
    OutboundSettings outbound) {

  /** By how much the server's clock, and a client's, may differ from ours. */
  static final Duration CLOCK_SKEW = Duration.ofSeconds(60);
}
