/**
 * What the backend receives: the client's headers without those that it may not send, and the
 * verified identity in their place.
 *
 * <p>Entry type: {@link io.edgeauth.forward.Forwarding}, built from {@link
 * io.edgeauth.forward.ForwardSettings}. Removal ({@code HeaderRemoval}) holds on every route,
 * public ones too; injection ({@code IdentityHeaders}) writes what was verified.
 */
@NullMarked
package io.edgeauth.forward;

import org.jspecify.annotations.NullMarked;
