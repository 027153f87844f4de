/**
 * Gives backends another token than the client's, which the authorization server makes for them (<a
 * href="https://www.rfc-editor.org/rfc/rfc8693">RFC 8693</a>).
 *
 * <p>Entry type: {@link io.edgeauth.forward.exchange.TokenExchange}, opened as {@link
 * io.edgeauth.forward.exchange.ExchangedTokens}. A token is looked for among those that are
 * remembered ({@code ExchangeCache}), else asked for ({@code ExchangeCall}), and what the server
 * says is read ({@code ExchangeReader}).
 */
@NullMarked
package io.edgeauth.forward.exchange;

import org.jspecify.annotations.NullMarked;
