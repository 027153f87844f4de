package io.edgeauth.examples.gateway.keycloak;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * One Keycloak for all classes of a run, since a start takes most of a minute; it ends with the
 * run. What it wrote last is told with each failure.
 */
final class KeycloakRun implements BeforeAllCallback, TestExecutionExceptionHandler {

  static final Realm SHOP = Realm.of("shop", "RS256");
  static final Realm ELLIPTIC = Realm.of("elliptic", "ES256");
  static final Realm ROTATED = Realm.of("rotated", "RS256");

  private KeycloakServer server;

  /** The store closes it. */
  @Override
  public void beforeAll(ExtensionContext context) {
    server =
        context
            .getRoot()
            .getStore(Namespace.create(KeycloakRun.class))
            .getOrComputeIfAbsent(
                KeycloakServer.class,
                type -> KeycloakServer.start(SHOP, ELLIPTIC, ROTATED),
                KeycloakServer.class);
  }

  KeycloakServer server() {
    return server;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
    throw new AssertionError(failure.getMessage() + "\n\n" + server.lastOutput(), failure);
  }
}
