package io.edgeauth.examples.gateway.keycloak;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A realm of Keycloak: an application whose tokens are meant for the audience {@code api}, another
 * whose tokens are not, the clients as which EdgeAuth asks, and two people. Its secrets are of this
 * run alone.
 *
 * @param name how addresses call it
 * @param algorithm what its tokens are signed with
 * @param secret the secret of both applications
 * @param password the password of both people
 * @param askers the clients as which EdgeAuth asks
 */
record Realm(String name, String algorithm, String secret, String password, Askers askers) {

  static final String APPLICATION = "shop-app";
  static final String STRANGER = "other-app";

  /** Has the roles {@code admin} and {@code user}. */
  static final String ALICE = "alice";

  /** Has the role {@code user}. */
  static final String BOB = "bob";

  static Realm of(String name, String algorithm) {
    return new Realm(name, algorithm, random(), random(), Askers.make());
  }

  static String random() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What Keycloak imports. */
  String json() {
    return JSONObjectUtils.toJSONString(
        Map.of(
            "realm",
            name,
            "enabled",
            true,
            "defaultSignatureAlgorithm",
            algorithm,
            "accessTokenLifespan",
            300,
            "roles",
            Map.of("realm", List.of(Map.of("name", "admin"), Map.of("name", "user"))),
            "clients",
            clients(),
            "users",
            List.of(
                person(ALICE, List.of("admin", "user")),
                person(BOB, List.of("user")),
                serviceAccount(APPLICATION),
                serviceAccount(STRANGER))));
  }

  private List<Map<String, Object>> clients() {
    List<Map<String, Object>> clients = new ArrayList<>(askers.clients());
    List<Object> audiences = new ArrayList<>(askers.audiences());
    audiences.add(audience("included.custom.audience", "api"));
    clients.add(client(APPLICATION, audiences));
    clients.add(client(STRANGER, List.of()));
    return clients;
  }

  private Map<String, Object> client(String id, List<?> mappers) {
    return Map.of(
        "clientId",
        id,
        "secret",
        secret,
        "publicClient",
        false,
        "serviceAccountsEnabled",
        true,
        "directAccessGrantsEnabled",
        true,
        "protocolMappers",
        mappers);
  }

  /**
   * Without it Keycloak's tokens are meant for nobody, or for Keycloak itself.
   *
   * @param kind {@code included.client.audience}, or {@code included.custom.audience} for what is
   *     no client
   */
  static Map<String, Object> audience(String kind, String who) {
    return Map.of(
        "name",
        "audience " + who,
        "protocol",
        "openid-connect",
        "protocolMapper",
        "oidc-audience-mapper",
        "config",
        Map.of(kind, who, "access.token.claim", "true", "id.token.claim", "false"));
  }

  private Map<String, Object> person(String name, List<String> roles) {
    return Map.of(
        "username",
        name,
        "enabled",
        true,
        "firstName",
        name,
        "lastName",
        "Example",
        "email",
        name + "@example.com",
        "emailVerified",
        true,
        "realmRoles",
        roles,
        "credentials",
        List.of(Map.of("type", "password", "value", password, "temporary", false)));
  }

  private static Map<String, Object> serviceAccount(String client) {
    return Map.of(
        "username",
        "service-account-" + client,
        "enabled",
        true,
        "serviceAccountClientId",
        client,
        "realmRoles",
        List.of("admin", "user"));
  }
}
