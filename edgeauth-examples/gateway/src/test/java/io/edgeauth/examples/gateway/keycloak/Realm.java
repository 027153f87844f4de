package io.edgeauth.examples.gateway.keycloak;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A realm of Keycloak: an application whose tokens are meant for the audience {@code api}, another
 * whose tokens are not, and two people. Its secrets are of this run alone.
 *
 * @param name how addresses call it
 * @param algorithm what its tokens are signed with
 * @param secret the secret of both applications
 * @param password the password of both people
 */
record Realm(String name, String algorithm, String secret, String password) {

  static final String APPLICATION = "shop-app";
  static final String STRANGER = "other-app";

  /** Has the roles {@code admin} and {@code user}. */
  static final String ALICE = "alice";

  /** Has the role {@code user}. */
  static final String BOB = "bob";

  static Realm of(String name, String algorithm) {
    return new Realm(name, algorithm, random(), random());
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
            List.of(client(APPLICATION, List.of(audience())), client(STRANGER, List.of())),
            "users",
            List.of(
                person(ALICE, List.of("admin", "user")),
                person(BOB, List.of("user")),
                serviceAccount(APPLICATION),
                serviceAccount(STRANGER))));
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

  /** Without it Keycloak's tokens are meant for nobody, or for Keycloak itself. */
  private static Map<String, Object> audience() {
    return Map.of(
        "name",
        "audience",
        "protocol",
        "openid-connect",
        "protocolMapper",
        "oidc-audience-mapper",
        "config",
        Map.of(
            "included.custom.audience",
            "api",
            "access.token.claim",
            "true",
            "id.token.claim",
            "false"));
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
