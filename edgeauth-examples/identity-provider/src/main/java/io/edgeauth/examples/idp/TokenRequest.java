package io.edgeauth.examples.idp;

import java.net.URI;
import java.util.Map;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.RestClient;

/**
 * The client-credentials request of <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749, section 4.4</a>.
 */
record TokenRequest(URI endpoint) {

  private static final ParameterizedTypeReference<Map<String, Object>> JSON_OBJECT =
      new ParameterizedTypeReference<>() {};

  static TokenRequest to(URI endpoint) {
    return new TokenRequest(endpoint);
  }

  String send(Client client, String secret) {
    var form = new LinkedMultiValueMap<String, String>();
    form.add("grant_type", "client_credentials");
    if (!client.scopes().isEmpty()) {
      form.add("scope", String.join(" ", client.scopes()));
    }
    Map<String, Object> answer =
        RestClient.builder()
            .requestFactory(new SimpleClientHttpRequestFactory())
            .build()
            .post()
            .uri(endpoint)
            .headers(headers -> headers.setBasicAuth(client.id(), secret))
            .contentType(MediaType.APPLICATION_FORM_URLENCODED)
            .body(form)
            .retrieve()
            .body(JSON_OBJECT);
    if (answer == null || !(answer.get("access_token") instanceof String token)) {
      throw new IllegalStateException("the token endpoint answered without an access token");
    }
    return token;
  }
}
