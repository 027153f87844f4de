/**
 * EdgeAuth as a client of an authorization server: how it proves to it who is asking.
 *
 * <p>Entry type: {@link io.edgeauth.oauth.ClientAuthentication}, opened from {@link
 * io.edgeauth.oauth.ClientCredentials}. It adds the proof to a form that is then posted; what is
 * asked in the form is others' affair.
 */
@NullMarked
package io.edgeauth.oauth;

import org.jspecify.annotations.NullMarked;
