package io.edgeauth.examples.idp;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.Map;

/** Speaks HTTP to a running provider, and knows nothing of how it is made. */
final class ProviderRequests {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final IdentityProvider provider;

  ProviderRequests(IdentityProvider provider) {
    this.provider = provider;
  }

  JWTClaimsSet verified(String token) throws Exception {
    SignedJWT jwt = SignedJWT.parse(token);
    assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
    var key = keys().getKeyByKeyId(jwt.getHeader().getKeyID());
    assertThat(jwt.verify(new RSASSAVerifier(key.toRSAKey()))).isTrue();
    return jwt.getJWTClaimsSet();
  }

  JWKSet keys() throws Exception {
    return JWKSet.parse(get("/oauth2/jwks").body());
  }

  Map<String, Object> introspect(String token) throws Exception {
    return json(post("/oauth2/introspect", "gateway", "token=" + token));
  }

  HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String client, String form) throws Exception {
    return post(path, client, provider.clientSecret(client), form);
  }

  HttpResponse<String> post(String path, String client, String secret, String form)
      throws Exception {
    byte[] credentials = (client + ":" + secret).getBytes(StandardCharsets.US_ASCII);
    HttpRequest request =
        HttpRequest.newBuilder(at(path))
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  HttpResponse<String> anonymousPost(String path, String form) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(at(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  String raw(String... lines) throws IOException {
    try (Socket socket = new Socket(provider.issuer().getHost(), provider.issuer().getPort());
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream()) {
      out.write(String.join("\r\n", lines).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static Map<String, Object> json(HttpResponse<String> answer) throws ParseException {
    return JSONObjectUtils.parse(answer.body());
  }

  private URI at(String path) {
    return provider.issuer().resolve(path);
  }
}
