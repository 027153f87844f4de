package io.edgeauth.examples.gateway.keycloak;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.edgeauth.fixtures.TestKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The clients as which EdgeAuth asks a realm: one proves itself by its secret, the other by its
 * key. Both may have tokens exchanged for those of one backend and not for those of another.
 *
 * @param secret the secret of {@link #GATEWAY}
 * @param key the key of {@link #SIGNING}
 */
record Askers(String secret, TestKey key) {

  /** An id that RFC 6749, section 2.3.1, has encoded. */
  static final String GATEWAY = "gateway:1 /+%é";

  static final String SIGNING = "signing-gateway";
  static final String BACKEND = "orders";
  static final String OTHER_BACKEND = "payroll";

  static Askers make() {
    return new Askers(Realm.random() + ": %3A+&é", TestKey.of("ES256", "signing"));
  }

  /** Whom the application's tokens are meant for besides, so that Keycloak tells of them. */
  List<Map<String, Object>> audiences() {
    return List.of(meantFor(GATEWAY), meantFor(SIGNING));
  }

  private static Map<String, Object> meantFor(String client) {
    return Realm.audience("included.client.audience", client);
  }

  List<Map<String, Object>> clients() {
    return List.of(
        asking(
            GATEWAY,
            Map.of("clientAuthenticatorType", "client-secret", "secret", secret),
            Map.of()),
        asking(
            SIGNING,
            Map.of("clientAuthenticatorType", "client-jwt"),
            Map.of("use.jwks.string", "true", "jwks.string", keySet())),
        Map.of("clientId", BACKEND),
        Map.of("clientId", OTHER_BACKEND));
  }

  private static Map<String, Object> asking(
      String id, Map<String, Object> proof, Map<String, String> attributes) {
    Map<String, Object> all = new HashMap<>(attributes);
    all.put("standard.token.exchange.enabled", "true");
    Map<String, Object> client = new HashMap<>(proof);
    client.put("clientId", id);
    client.put("publicClient", false);
    client.put("standardFlowEnabled", false);
    client.put("protocolMappers", List.of(meantFor(BACKEND)));
    client.put("attributes", all);
    return client;
  }

  /** Keycloak overlooks a key that does not say what it is used for. */
  private String keySet() {
    Map<String, Object> published = new HashMap<>(key.publicJwk());
    published.put("use", "sig");
    return JSONObjectUtils.toJSONString(Map.of("keys", List.of(published)));
  }
}
