/**
 * What authenticators and stores are given to live on: time, threads, the outbound client, events,
 * watched files, and the resources that outlive a change of the configuration.
 *
 * <p>Entry type: {@link io.edgeauth.runtime.EdgeRuntime}. It ends with its {@code EdgeAuth}, and
 * nothing of it is left then.
 */
@NullMarked
package io.edgeauth.runtime;

import org.jspecify.annotations.NullMarked;
