package io.edgeauth.oauth;

import io.edgeauth.json.JsonWriter;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.outbound.OutboundForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Signs a new assertion for each form (RFC 7523, section 3): a server takes each one once, and for
 * a minute.
 */
final class AssertionProof implements ClientProof {

  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final long LIFETIME_SECONDS = 60;
  private static final String EXPECTED = " (expected: a private JWK of kind RSA, EC or Ed25519)";

  private final String clientId;
  private final PublicJsonWebKey key;
  private final String algorithm;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  private AssertionProof(String clientId, PublicJsonWebKey key, String algorithm, Clock clock) {
    this.clientId = clientId;
    this.key = key;
    this.algorithm = algorithm;
    this.clock = clock;
  }

  /**
   * Reads a key.
   *
   * @throws InvalidClientException if it cannot be used
   */
  static AssertionProof read(String clientId, Path file, Clock clock) {
    PublicJsonWebKey key = key(file);
    AssertionProof proof = new AssertionProof(clientId, key, algorithm(key, file), clock);
    proof.check(file);
    return proof;
  }

  private static PublicJsonWebKey key(Path file) {
    String json;
    try {
      json = Files.readString(file);
    } catch (IOException e) {
      throw fault(file + " cannot be read" + EXPECTED);
    }
    PublicJsonWebKey key;
    try {
      key = PublicJsonWebKey.Factory.newPublicJwk(json);
    } catch (JoseException | RuntimeException e) {
      throw fault(file + " is none" + EXPECTED); // the library's message may quote the key
    }
    if (key.getPrivateKey() == null) {
      throw fault(file + " has the public part alone" + EXPECTED);
    }
    return key;
  }

  /** What the key says, or what its kind is used with most. */
  private static String algorithm(PublicJsonWebKey key, Path file) {
    String said = key.getAlgorithm();
    if (said != null) {
      JwsAlgorithm known = JwsAlgorithm.of(said);
      if (known == null) {
        throw fault(file + " has an alg that is no signature algorithm" + EXPECTED);
      }
      return said;
    }
    if (key instanceof RsaJsonWebKey) {
      return "RS256";
    }
    if (key instanceof EllipticCurveJsonWebKey curve) {
      return switch (curve.getCurveName()) {
        case "P-256" -> "ES256";
        case "P-384" -> "ES384";
        case "P-521" -> "ES512";
        default -> throw fault(file + " is on a curve that is not supported" + EXPECTED);
      };
    }
    if (key instanceof OctetKeyPairJsonWebKey pair && "Ed25519".equals(pair.getSubtype())) {
      return "EdDSA";
    }
    throw fault(file + " is of a kind that is not supported" + EXPECTED);
  }

  /** Whether the halves of the key belong together, and it goes with its algorithm. */
  private void check(Path file) {
    try {
      JsonWebSignature signed = new JsonWebSignature();
      signed.setCompactSerialization(sign("{}"));
      signed.setKey(key.getPublicKey());
      if (signed.verifySignature()) {
        return;
      }
    } catch (JoseException | RuntimeException e) {
      throw fault(file + " cannot sign with " + algorithm + EXPECTED);
    }
    throw fault(file + " has halves that do not belong together" + EXPECTED);
  }

  @Override
  public void addTo(OutboundForm form, String audience) {
    try {
      form.field("client_id", clientId)
          .field("client_assertion_type", TYPE)
          .field("client_assertion", sign(claims(audience)));
    } catch (JoseException e) {
      throw new IllegalStateException("a key that has signed before does not sign", e);
    }
  }

  private String claims(String audience) {
    long now = Math.floorDiv(clock.millis(), 1000L);
    byte[] id = new byte[16];
    random.nextBytes(id);
    Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    claims.put("iss", clientId);
    claims.put("sub", clientId);
    claims.put("aud", audience);
    claims.put("jti", Base64.getUrlEncoder().withoutPadding().encodeToString(id));
    claims.put("iat", now);
    claims.put("exp", now + LIFETIME_SECONDS);
    return JsonWriter.write(claims);
  }

  private String sign(String payload) throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setHeader("typ", "JWT");
    jws.setAlgorithmHeaderValue(algorithm);
    if (key.getKeyId() != null) {
      jws.setKeyIdHeaderValue(key.getKeyId());
    }
    jws.setPayloadBytes(payload.getBytes(StandardCharsets.UTF_8));
    jws.setKey(key.getPrivateKey());
    return jws.getCompactSerialization();
  }

  private static InvalidClientException fault(String message) {
    return new InvalidClientException(ClientCredentials.KEY_FILE, message);
  }
}
