package io.edgeauth.examples.gateway.keycloak;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.edgeauth.fixtures.TestKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/**
 * A configuration that asks a realm in every way that is tried, good and bad, each on a path of its
 * own.
 *
 * @param issuer the realm's
 * @param secret a file with the secret of {@link Askers#GATEWAY}
 * @param wrong a file with another secret
 * @param key a file with the key of {@link Askers#SIGNING}
 * @param forged a file with a key of the same id that the realm does not know
 */
record AskingConfiguration(String issuer, Path secret, Path wrong, Path key, Path forged) {

  static AskingConfiguration of(Path directory, Realm realm, String issuer) throws IOException {
    TestKey known = realm.askers().key();
    return new AskingConfiguration(
        issuer,
        file(directory, realm.askers().secret()),
        file(directory, Realm.random()),
        file(directory, json(known)),
        file(directory, json(TestKey.of(known.algorithm(), known.keyId()))));
  }

  private static String json(TestKey key) {
    return JSONObjectUtils.toJSONString(key.jwk().toJSONObject());
  }

  private static Path file(Path directory, String content) throws IOException {
    Path file = Files.createTempFile(directory, "secret", "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return Files.writeString(file, content);
  }

  String yaml(Duration ttl) {
    String asked =
        "{introspection: {issuer: \"%s\", audience: api, total-timeout: 20s, cache: {ttl: %ss}, "
            .formatted(issuer, ttl.toSeconds());
    String exchanged =
        "{endpoint: \"%s/protocol/openid-connect/token\", total-timeout: 20s, ".formatted(issuer);
    return """
        edgeauth:
          audit: {log: all}
          authenticators:
            basic: ASKED GOOD}}
            post: ASKED GOOD, client-auth: post}}
            signing: ASKED SIGNED}}
            wrong: ASKED WRONG}}
            forged: ASKED FORGED}}
            jwt: ASKED GOOD, accept: jwt}}
          routes:
            - {path: /basic, authenticate: basic}
            - {path: /post, authenticate: post}
            - {path: /signing, authenticate: signing}
            - {path: /wrong, authenticate: wrong}
            - {path: /forged, authenticate: forged}
            - {path: /jwt, authenticate: jwt}
            - {path: /orders, authenticate: basic, forward: {token-exchange: orders}}
            - {path: /orders-signing, authenticate: basic, forward: {token-exchange: signing}}
            - {path: /orders-wrong, authenticate: basic, forward: {token-exchange: wrong}}
            - {path: /payroll, authenticate: basic, forward: {token-exchange: payroll}}
            - {path: /nobody, authenticate: basic, forward: {token-exchange: nobody}}
          forward:
            token-exchange:
              orders: EXCHANGED GOOD, audience: orders}
              signing: EXCHANGED SIGNED, audience: orders}
              wrong: EXCHANGED WRONG, audience: orders}
              payroll: EXCHANGED GOOD, audience: payroll}
              nobody: EXCHANGED GOOD, audience: nobody}
        """
        .replace("ASKED ", asked)
        .replace("EXCHANGED ", exchanged)
        .replace("GOOD", gateway(secret))
        .replace("WRONG", gateway(wrong))
        .replace("SIGNED", signing(key))
        .replace("FORGED", signing(forged));
  }

  private static String gateway(Path secret) {
    return "client-id: \"%s\", client-secret: \"file:%s\"".formatted(Askers.GATEWAY, secret);
  }

  private static String signing(Path key) {
    return "client-id: \"%s\", client-auth: private-key-jwt, client-key-file: \"%s\""
        .formatted(Askers.SIGNING, key);
  }
}
