package io.edgeauth.examples.idp;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The clients of one run, each with a secret of its own. Immutable. */
final class Clients {

  private static final List<Client> ALL =
      List.of(
          Client.of("alice-app", Person.ALICE),
          Client.of("admin-app", Person.ROOT_ADMIN),
          Client.of("other-audience", Person.ALICE).withAudience("billing"),
          Client.of("short-lived", Person.ALICE).withTokenLifetime(Duration.ofSeconds(1)),
          Client.introspecting("gateway"));

  private final Map<String, Client> clients = new LinkedHashMap<>();
  private final Map<String, String> secrets = new LinkedHashMap<>();

  private Clients(SecureRandom random) {
    for (Client client : ALL) {
      clients.put(client.id(), client);
      secrets.put(client.id(), secret(random));
    }
  }

  static Clients withNewSecrets() {
    return new Clients(new SecureRandom());
  }

  List<Client> all() {
    return ALL;
  }

  Client client(String id) {
    return known(id, clients.get(id));
  }

  String secret(String id) {
    return known(id, secrets.get(id));
  }

  private <T> T known(String id, @Nullable T found) {
    if (found == null) {
      throw new IllegalArgumentException(
          "client " + id + " (expected: one of " + clients.keySet() + ")");
    }
    return found;
  }

  private static String secret(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
