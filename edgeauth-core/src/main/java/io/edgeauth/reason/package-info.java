/**
 * Why a request was refused: a stable code with its HTTP status.
 *
 * <p>Entry type: {@link io.edgeauth.reason.Reason}. The ones that EdgeAuth itself gives stand in
 * {@link io.edgeauth.reason.Reasons}; authenticators and policies of other people declare their
 * own.
 */
@NullMarked
package io.edgeauth.reason;

import org.jspecify.annotations.NullMarked;
