package io.edgeauth.oauth;

import io.edgeauth.keys.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who EdgeAuth is to an authorization server, and what proves it. {@code toString} shows the id and
 * the method alone.
 *
 * @param clientId the client's id
 * @param method how it proves who it is
 * @param secret the client's secret, for basic and post; the access token, for bearer; the password
 *     of a PKCS#12 file, for tls; else null
 * @param keyFile a private JWK for private-key-jwt, PEM or PKCS#12 for tls; else null
 */
public record ClientCredentials(
    String clientId, ClientMethod method, @Nullable Secret secret, @Nullable Path keyFile) {

  /**
   * One thing that is wrong.
   *
   * @param key the key of the configuration that says it
   * @param message what was found and what is expected; never a secret
   */
  public record Fault(String key, String message) {}

  static final String SECRET = "client-secret";
  static final String KEY_FILE = "client-key-file";

  /**
   * Finds what is wrong with what is said, before any file is read.
   *
   * @return everything; empty where nothing is
   */
  public List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    if (clientId.isBlank()) {
      faults.add(
          new Fault("client-id", "missing (expected: the id that the authorization server knows)"));
    }
    switch (method) {
      case BASIC, POST, BEARER -> {
        expect(
            secret != null, SECRET, "missing (expected: a secret; or another client-auth)", faults);
        expect(
            keyFile == null,
            KEY_FILE,
            "without use (expected: client-auth private-key-jwt or tls)",
            faults);
      }
      case PRIVATE_KEY_JWT -> {
        expect(keyFile != null, KEY_FILE, "missing (expected: a file with a private JWK)", faults);
        expect(secret == null, SECRET, "without use (expected: client-key-file alone)", faults);
      }
      case TLS ->
          expect(
              keyFile != null,
              KEY_FILE,
              "missing (expected: a file with key and certificate, PEM or PKCS#12)",
              faults);
    }
    return faults;
  }

  private static void expect(boolean right, String key, String message, List<Fault> faults) {
    if (!right) {
      faults.add(new Fault(key, message));
    }
  }

  @Override
  public String toString() {
    return "ClientCredentials[" + clientId + ", " + method + "]";
  }
}
