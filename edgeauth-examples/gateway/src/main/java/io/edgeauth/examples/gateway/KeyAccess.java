package io.edgeauth.examples.gateway;

import io.edgeauth.authn.apikey.ApiKeyStoreException;
import io.edgeauth.authn.apikey.ApiKeys;
import io.edgeauth.authn.apikey.InvalidApiKeyRequestException;
import io.edgeauth.authn.apikey.InvalidApiKeyRequestException.Fault;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.event.LogText;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * Opens the keys that a command is about, beside whatever gateway runs on them, and closes them
 * again. Says on standard error what went wrong, and what exit code that is.
 */
final class KeyAccess {

  static final int STORE_FAILED = 1;
  static final int REFUSED = 2;

  /** What a command does with the keys. */
  interface Work {

    /**
     * Does it.
     *
     * @return the exit code
     */
    int on(ApiKeys keys) throws ApiKeyStoreException;
  }

  private final PrintWriter out;
  private final PrintWriter err;

  KeyAccess(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Works on keys.
   *
   * @param json whether problems of the configuration are told on standard output, too
   * @return the exit code
   */
  int work(KeyPlace place, boolean json, Work work) {
    try (Configured configured = Configured.toLook(place.config())) {
      ApiKeys keys = find(configured, place.authenticator());
      return keys == null ? REFUSED : work.on(keys);
    } catch (ConfigurationException e) {
      ProblemReport.of(e).print(out, err, json);
      return REFUSED;
    } catch (InvalidApiKeyRequestException e) {
      e.faults().forEach(fault -> err.println(LogText.line(text(fault))));
      return REFUSED;
    } catch (ApiKeyStoreException e) {
      tell(String.valueOf(e.getMessage()));
      return STORE_FAILED;
    }
  }

  private @Nullable ApiKeys find(Configured configured, String authenticator) {
    ApiKeys keys;
    try {
      keys = configured.edge().apiKeys(authenticator);
    } catch (IllegalArgumentException e) {
      tell("--authenticator: " + e.getMessage());
      return null;
    }
    if (!keys.isShared()) {
      tell(
          "--authenticator: "
              + authenticator
              + " keeps its keys in the memory of the gateway's own process (expected: one with"
              + " store: {file: {path: keys.json}}, or with store: {jdbc: …})");
      return null;
    }
    return keys.by("command line");
  }

  /** A fault in the words of the options. */
  private static String text(Fault fault) {
    String option =
        switch (fault.field()) {
          case "scopes" -> "scope";
          case "roles" -> "role";
          case "routes" -> "route";
          default -> fault.field();
        };
    return "--" + option + ": " + fault.message();
  }

  private void tell(String message) {
    err.println("edgeauth: " + LogText.line(message));
  }
}
