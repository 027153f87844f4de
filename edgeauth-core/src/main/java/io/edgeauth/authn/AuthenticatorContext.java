package io.edgeauth.authn;

import io.edgeauth.network.ClientAddresses;
import io.edgeauth.network.PublicUrls;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.runtime.EdgeRuntime;

/**
 * What an authenticator is given when it is made.
 *
 * @param name its name in the configuration
 * @param runtime time, threads, events, leased resources
 * @param realm what challenges name as {@code realm}
 * @param maxCredentialLength how many characters a credential may have; a longer one is refused
 *     unread
 * @param outbound what holds for calls out
 * @param clientAddresses finds where requests come from, through trusted proxies
 * @param publicUrls where clients sent their requests, for proofs that name it
 */
public record AuthenticatorContext(
    String name,
    EdgeRuntime runtime,
    String realm,
    int maxCredentialLength,
    OutboundSettings outbound,
    ClientAddresses clientAddresses,
    PublicUrls publicUrls) {}
