package io.edgeauth.keys;

import io.edgeauth.runtime.EdgeRuntime;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens key sets. Each is leased: equal settings share one set, which keeps its state when the
 * configuration changes.
 *
 * <p>Called by the thread that builds a generation, one at a time. Blocks while it reads files,
 * never for a network. The sets serve any number of threads.
 */
public final class KeySets {

  private record FileSettings(Path file) {}

  private record SecretSettings(List<Secret> secrets) {}

  private KeySets() {}

  /**
   * Opens the key set of an issuer, by its metadata or its address. Returns at once; the set is
   * fetched in the background, and an issuer that cannot be reached is tried again.
   *
   * @param settings where and how often
   * @param runtime the runtime, while a generation is built
   * @return the set; do not close it
   */
  public static KeySet remote(RemoteKeySettings settings, EdgeRuntime runtime) {
    return runtime.leases().take(settings, () -> RemoteKeySet.open(settings, runtime));
  }

  /**
   * Opens a key set in a file, which is watched.
   *
   * @param file a JWK set
   * @param runtime the runtime, while a generation is built
   * @return the set; do not close it
   * @throws IllegalArgumentException if the file holds no usable key; the message says why
   */
  public static KeySet file(Path file, EdgeRuntime runtime) {
    return runtime.leases().take(new FileSettings(file), () -> LocalKeySet.ofFile(file, runtime));
  }

  /**
   * Makes a key set of shared secrets, any of which verifies. Those in files are watched.
   *
   * @param secrets at least one, of 32 bytes or more
   * @param runtime the runtime, while a generation is built
   * @return the set; do not close it
   * @throws IllegalArgumentException if a secret cannot be read or is too short; the message never
   *     shows it
   */
  public static KeySet secrets(List<Secret> secrets, EdgeRuntime runtime) {
    List<Secret> copy = List.copyOf(secrets);
    return runtime
        .leases()
        .take(new SecretSettings(copy), () -> LocalKeySet.ofSecrets(copy, runtime));
  }

  /**
   * Tells who verifies signatures in this process: Amazon Corretto Crypto Provider where it is on
   * the class path and healthy, else the JDK. The first call may take as long as starting the
   * provider and its self-tests.
   *
   * @return a name for people: {@code AmazonCorrettoCryptoProvider 2.5.0}, or {@code the JDK},
   *     which is followed by the reason where the other provider was found and is not used
   */
  public static String signatureProvider() {
    return SignatureProvider.chosen().toString();
  }
}
