/**
 * Strict JSON for untrusted input, and a writer.
 *
 * <p>Entry types: {@link io.edgeauth.json.JsonReader} and {@link io.edgeauth.json.JsonWriter}. What
 * two parsers could read differently (duplicate members, invalid UTF-8, comments, trailing text) is
 * refused, so that a signature never covers something else than what is believed.
 */
@NullMarked
package io.edgeauth.json;

import org.jspecify.annotations.NullMarked;
