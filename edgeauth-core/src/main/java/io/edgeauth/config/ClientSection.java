package io.edgeauth.config;

import io.edgeauth.keys.Secret;
import io.edgeauth.oauth.ClientMethod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Reads how EdgeAuth proves to an authorization server who is asking. */
final class ClientSection {

  private ClientSection() {}

  /**
   * Reads the keys {@code client-id}, {@code client-auth}, {@code client-secret} and {@code
   * client-key-file}.
   *
   * @param client is told the id and the method
   * @param secret is told the secret, where there is one
   * @param keyFile is told the file, where there is one
   */
  static void read(
      Section section,
      Map<String, String> environment,
      BiConsumer<String, ClientMethod> client,
      Consumer<Secret> secret,
      Consumer<Path> keyFile) {
    String id = section.requiredText("client-id");
    client.accept(
        id.isBlank() ? "missing" : id, // it has its problem
        section.choice("client-auth", ClientMethod.class, ClientMethod.BASIC));
    List<Secret> secrets = section.several("client-secret").secrets(environment);
    if (secrets.size() > 1) {
      section.problem("client-secret", "several (expected: one secret)");
    }
    if (!secrets.isEmpty()) {
      secret.accept(secrets.get(0));
    }
    Path file = section.file("client-key-file");
    if (file != null) {
      keyFile.accept(file);
    }
  }
}
