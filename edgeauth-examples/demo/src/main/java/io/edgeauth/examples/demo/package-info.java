/**
 * An identity provider, a gateway and a backend in one process, and five requests that show what
 * the gateway does.
 *
 * <p>Entry type: {@code Main}. It starts a {@code Demo} and prints its {@code Attempt}s, or makes
 * them itself.
 */
@NullMarked
package io.edgeauth.examples.demo;

import org.jspecify.annotations.NullMarked;
