/**
 * What happened, typed: one event for each decision and for each change of an outside thing.
 *
 * <p>Entry type: {@link io.edgeauth.event.EdgeEventListener}. Audit log, metrics and traces are
 * listeners and get data no other way. Events hold no token, key or other secret.
 */
@NullMarked
package io.edgeauth.event;

import org.jspecify.annotations.NullMarked;
