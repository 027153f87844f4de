/**
 * Where requests come from: address literals, sets of networks, and the client's address behind
 * trusted proxies.
 *
 * <p>Entry types: {@link io.edgeauth.network.ClientAddresses} finds the client of a request, {@link
 * io.edgeauth.network.CidrSet} tells whether an {@link io.edgeauth.network.IpAddress} is in one of
 * many networks. Nothing here asks a name service: what is no literal is no address.
 */
@NullMarked
package io.edgeauth.network;

import org.jspecify.annotations.NullMarked;
