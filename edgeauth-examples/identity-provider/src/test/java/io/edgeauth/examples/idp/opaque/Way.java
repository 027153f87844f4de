package io.edgeauth.examples.idp.opaque;

import io.edgeauth.oauth.ClientMethod;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;

/** A way to prove who is asking, as EdgeAuth names it and as the server does. */
enum Way {
  BASIC(ClientMethod.BASIC),
  POST(ClientMethod.POST),
  RSA_ASSERTION(ClientMethod.PRIVATE_KEY_JWT),
  CURVE_ASSERTION(ClientMethod.PRIVATE_KEY_JWT),
  CERTIFICATE(ClientMethod.TLS),
  SELF_SIGNED(ClientMethod.TLS);

  private final ClientMethod ours;

  Way(ClientMethod ours) {
    this.ours = ours;
  }

  /**
   * An id with the characters that RFC 6749, section 2.3.1, has encoded. Past ASCII Spring takes
   * none; and in an assertion what has a colon must be a URI (RFC 7519, section 2).
   */
  String clientId() {
    String blank = ours == ClientMethod.PRIVATE_KEY_JWT ? "" : "a b/";
    return "https://gate:1/%2F+&=/" + blank + name();
  }

  ClientMethod ours() {
    return ours;
  }

  ClientAuthenticationMethod theirs() {
    return switch (this) {
      case BASIC -> ClientAuthenticationMethod.CLIENT_SECRET_BASIC;
      case POST -> ClientAuthenticationMethod.CLIENT_SECRET_POST;
      case RSA_ASSERTION, CURVE_ASSERTION -> ClientAuthenticationMethod.PRIVATE_KEY_JWT;
      case CERTIFICATE -> ClientAuthenticationMethod.TLS_CLIENT_AUTH;
      case SELF_SIGNED -> ClientAuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH;
    };
  }

  /**
   * What the server is told of the client.
   *
   * @param keys where the client's public keys are
   */
  ClientSettings settings(String keys) {
    ClientSettings.Builder settings = ClientSettings.builder();
    return switch (this) {
      case BASIC, POST -> settings.build();
      case RSA_ASSERTION -> assertion(settings, keys, SignatureAlgorithm.PS256);
      case CURVE_ASSERTION -> assertion(settings, keys, SignatureAlgorithm.ES256);
      case CERTIFICATE -> settings.x509CertificateSubjectDN("CN=" + Proofs.CERTIFIED).build();
      case SELF_SIGNED -> settings.jwkSetUrl(keys).build();
    };
  }

  private static ClientSettings assertion(
      ClientSettings.Builder settings, String keys, SignatureAlgorithm algorithm) {
    return settings.jwkSetUrl(keys).tokenEndpointAuthenticationSigningAlgorithm(algorithm).build();
  }
}
