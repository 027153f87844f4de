package io.edgeauth.benchmarks;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.edgeauth.EdgeAuth;
import io.edgeauth.EdgeAuthBuilder;
import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * EdgeAuth as an application would build it: one authenticator, and ten routes, of which the last
 * takes the request. All else is as it is by default: ten header mappings, a request id, refusals
 * audited.
 */
final class Gateway implements AutoCloseable {

  static final int DEFAULT_CACHE = 10_000;
  static final String AUTHENTICATOR = "user";

  private static final int REFUSED = 401;

  private final @Nullable Path keys;
  private final EdgeAuth edge;

  private Gateway(@Nullable Path keys, EdgeAuth edge) {
    this.keys = keys;
    this.edge = edge;
  }

  /**
   * Builds one for tokens of one issuer, whose keys stand in a file.
   *
   * @param tokens whose key it knows
   * @param verifiedCache how many verified tokens it remembers
   */
  static Gateway accepting(Tokens tokens, int verifiedCache) throws IOException {
    Path keys = Files.createTempFile("edgeauth-benchmarks", ".jwks.json");
    Files.writeString(keys, new JWKSet(jwk(tokens.publicKey())).toString());
    return new Gateway(
        keys,
        edge(
            Jwt.issuer(Tokens.ISSUER)
                .audience(Tokens.AUDIENCE)
                .jwksFile(keys)
                .verifiedCache(verifiedCache)));
  }

  /** Builds one for other credentials; its authenticator is called {@link #AUTHENTICATOR}. */
  static Gateway accepting(AuthenticatorSpec credentials) {
    return new Gateway(null, edge(credentials));
  }

  /**
   * Builds one for certificates, which have no scopes that its last route could ask for.
   *
   * @param proxies which peers may pass certificates on
   */
  static Gateway acceptingCertificates(AuthenticatorSpec certificates, Cidr... proxies) {
    EdgeAuthBuilder builder =
        EdgeAuth.builder().clientIp(new ClientIpSettings(List.of(proxies), "X-Forwarded-For"));
    return new Gateway(
        null, edge(builder, certificates, Route.path("/orders/**").authenticate(AUTHENTICATOR)));
  }

  private static EdgeAuth edge(AuthenticatorSpec credentials) {
    return edge(
        EdgeAuth.builder(),
        credentials,
        Route.path("/orders/**").authenticate(AUTHENTICATOR).requireScopes("orders:read"));
  }

  private static EdgeAuth edge(
      EdgeAuthBuilder builder, AuthenticatorSpec credentials, RouteBuilder last) {
    return builder
        .authenticator(AUTHENTICATOR, credentials)
        .route(Route.path("/health").allowPublic())
        .route(Route.path("/.well-known/**").allowPublic())
        .route(Route.path("/admin/**").authenticate(AUTHENTICATOR).requireRole("admin"))
        .route(Route.path("/customers/*/orders").authenticate(AUTHENTICATOR))
        .route(Route.path("/customers/**").authenticate(AUTHENTICATOR))
        .route(Route.path("/invoices/**").authenticate(AUTHENTICATOR))
        .route(Route.path("/prices/**").authenticate(AUTHENTICATOR).optional())
        .route(Route.path("/stock/**").authenticate(AUTHENTICATOR).requireScopes("stock:read"))
        .route(Route.path("/orders/export").authenticate(AUTHENTICATOR).requireRole("admin"))
        .route(last)
        .build();
  }

  private static JWK jwk(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return new RSAKey.Builder(rsa).keyID(Tokens.KEY_ID).build();
    }
    if (key instanceof ECPublicKey curve) {
      return new ECKey.Builder(Curve.P_256, curve).keyID(Tokens.KEY_ID).build();
    }
    throw new IllegalArgumentException("no key set for " + key.getAlgorithm());
  }

  EdgeAuth edge() {
    return edge;
  }

  /**
   * Decides, and keeps a subject from measuring a refusal.
   *
   * @throws IllegalStateException if the request is not forwarded
   */
  Decision.Forward requireForward(EdgeRequest request) {
    Decision decision = edge.decide(request);
    if (decision instanceof Decision.Forward forward && !forward.identity().isAnonymous()) {
      return forward;
    }
    throw new IllegalStateException("the request was not forwarded: " + decision);
  }

  /**
   * Decides, and keeps a subject from measuring anything but a refusal of the credentials.
   *
   * @throws IllegalStateException if the request is not refused with 401
   */
  Decision.Reject requireRefusal(EdgeRequest request) {
    Decision decision = edge.decide(request);
    if (decision instanceof Decision.Reject reject && reject.problem().status() == REFUSED) {
      return reject;
    }
    throw new IllegalStateException("the credentials were not refused: " + decision);
  }

  @Override
  public void close() {
    edge.close();
    if (keys == null) {
      return;
    }
    try {
      Files.deleteIfExists(keys);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
