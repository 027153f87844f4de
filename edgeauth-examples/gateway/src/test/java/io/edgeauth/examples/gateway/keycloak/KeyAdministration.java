package io.edgeauth.examples.gateway.keycloak;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.util.List;
import java.util.Map;

/**
 * The signing keys of a realm as its administrator handles them, over Keycloak's admin REST API.
 */
final class KeyAdministration {

  private final KeycloakHttp http;
  private final Realm realm;
  private final Map<String, String> logIn;

  /**
   * @param logIn what the form of the administrator's log-in holds
   */
  KeyAdministration(KeycloakHttp http, Realm realm, Map<String, String> logIn) {
    this.http = http;
    this.realm = realm;
    this.logIn = logIn;
  }

  /** The id of the key that signs tokens now. */
  String active() throws Exception {
    return JSONObjectUtils.getString(
        JSONObjectUtils.getJSONObject(keys(), "active"), realm.algorithm());
  }

  /** Adds a new RSA key that signs from now on. */
  void add() {
    http.send(
        "POST",
        path("/components"),
        token(),
        Map.of(
            "name",
            "next",
            "providerId",
            "rsa-generated",
            "providerType",
            "org.keycloak.keys.KeyProvider",
            "config",
            Map.of(
                "priority",
                List.of("1000"), // that of the realm's first key is 100
                "enabled",
                List.of("true"),
                "active",
                List.of("true"),
                "algorithm",
                List.of(realm.algorithm()),
                "keySize",
                List.of("2048"))));
  }

  /** Makes a key passive: it signs no more, and stays in the JWK set. */
  void retire(String keyId) throws Exception {
    String path = path("/components/" + provider(keyId));
    Map<String, Object> component = http.get(path, token());
    JSONObjectUtils.getJSONObject(component, "config").put("active", List.of("false"));
    http.send("PUT", path, token(), component);
  }

  /** Deletes a key: it leaves the JWK set. */
  void delete(String keyId) throws Exception {
    http.delete(path("/components/" + provider(keyId)), token());
  }

  private String provider(String keyId) throws Exception {
    for (Map<String, Object> key : JSONObjectUtils.getJSONObjectArray(keys(), "keys")) {
      if (keyId.equals(key.get("kid"))) {
        return (String) key.get("providerId");
      }
    }
    throw new IllegalStateException("the realm " + realm.name() + " has no key " + keyId);
  }

  private Map<String, Object> keys() {
    return http.get(path("/keys"), token());
  }

  private String path(String below) {
    return "/admin/realms/" + realm.name() + below;
  }

  /** Lives for a minute, so each call has its own. */
  private String token() {
    return (String) http.postForm(TokenEndpoint.path("master"), logIn).get("access_token");
  }
}
