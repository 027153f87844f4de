package io.edgeauth.oauth;

import io.edgeauth.keys.Secret;
import io.edgeauth.outbound.OutboundForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** Proofs that are a secret as it is, or what is made of it once. */
final class SecretProof {

  private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private SecretProof() {}

  /**
   * Each half is encoded as in a form before both are joined, so that a colon in the id parts
   * nothing (RFC 6749, section 2.3.1).
   */
  static ClientProof basic(String clientId, Secret secret) {
    String pair = OutboundForm.encode(clientId) + ':' + OutboundForm.encode(text(secret));
    String value =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    return (form, audience) -> form.authorization(value);
  }

  static ClientProof post(String clientId, Secret secret) {
    String text = text(secret);
    return (form, audience) -> form.field("client_id", clientId).field("client_secret", text);
  }

  static ClientProof bearer(Secret secret) {
    String token = text(secret);
    if (!BEARER.matcher(token).matches()) {
      throw new InvalidClientException(
          ClientCredentials.SECRET,
          "characters that no bearer token has (expected: an access token)");
    }
    String value = "Bearer " + token;
    return (form, audience) -> form.authorization(value);
  }

  /** The secret as a text. */
  static String text(Secret secret) {
    byte[] bytes;
    try {
      bytes = secret.read();
    } catch (IOException e) {
      throw new InvalidClientException(
          ClientCredentials.SECRET,
          "cannot be read from " + secret.file() + " (expected: a file with the secret)");
    }
    if (bytes.length == 0) {
      throw new InvalidClientException(
          ClientCredentials.SECRET, "an empty secret (expected: the client's)");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidClientException(
          ClientCredentials.SECRET, "bytes that are no UTF-8 (expected: a text)");
    }
  }
}
