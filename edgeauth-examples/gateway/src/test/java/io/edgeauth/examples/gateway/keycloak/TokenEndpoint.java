package io.edgeauth.examples.gateway.keycloak;

import java.util.Map;

/** Where a realm issues tokens. Any thread may call it. */
final class TokenEndpoint {

  /** What a person's log-in gives. */
  record Tokens(String access, String refresh, String id) {}

  private final KeycloakHttp http;
  private final Realm realm;

  TokenEndpoint(KeycloakHttp http, Realm realm) {
    this.http = http;
    this.realm = realm;
  }

  /** An access token of a person. */
  Tokens person(String name) {
    Map<String, Object> answer =
        http.postForm(
            path(realm.name()),
            Map.of(
                "grant_type",
                "password",
                "client_id",
                Realm.APPLICATION,
                "client_secret",
                realm.secret(),
                "username",
                name,
                "password",
                realm.password(),
                "scope",
                "openid"));
    return new Tokens(
        (String) answer.get("access_token"),
        (String) answer.get("refresh_token"),
        (String) answer.get("id_token"));
  }

  /** An access token of an application's own. */
  String machine(String client) {
    Map<String, Object> answer =
        http.postForm(
            path(realm.name()),
            Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                client,
                "client_secret",
                realm.secret()));
    return (String) answer.get("access_token");
  }

  /** Takes an access token back (RFC 7009). */
  void revoke(String token) {
    http.postForm(
        at(realm.name(), "revoke"),
        Map.of("client_id", Realm.APPLICATION, "client_secret", realm.secret(), "token", token));
  }

  /** Ends a person's session, and with it the tokens of its log-in. */
  void logOut(Tokens tokens) {
    http.postForm(
        at(realm.name(), "logout"),
        Map.of(
            "client_id",
            Realm.APPLICATION,
            "client_secret",
            realm.secret(),
            "refresh_token",
            tokens.refresh()));
  }

  static String path(String realm) {
    return at(realm, "token");
  }

  private static String at(String realm, String endpoint) {
    return "/realms/" + realm + "/protocol/openid-connect/" + endpoint;
  }
}
