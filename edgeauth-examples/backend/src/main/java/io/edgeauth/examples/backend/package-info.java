/**
 * A backend that answers each request with what it received, so that one can see what a gateway
 * forwards.
 *
 * <p>Entry type: {@link io.edgeauth.examples.backend.Backend}. It needs nothing but the JDK.
 */
@NullMarked
package io.edgeauth.examples.backend;

import org.jspecify.annotations.NullMarked;
