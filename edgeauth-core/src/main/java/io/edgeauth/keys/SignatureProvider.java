package io.edgeauth.keys;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who verifies signatures: Amazon's provider where it is on the class path and proves to be
 * healthy, else the JDK. Chosen once for the process. Immutable.
 *
 * <p>A provider is asked for when a key is read, and it makes the key in its own form then. To
 * search for one and to translate the key for each request takes back much of what a faster
 * provider gains. A provider that fails is left out, whatever it fails with; it never keeps
 * EdgeAuth from starting.
 */
final class SignatureProvider {

  /** A provider that could take the JDK's place, and what it knows of itself. */
  interface Candidate {

    Provider provider();

    /** Why it cannot be used, or null. May take as long as its self-tests. */
    @Nullable String fault();
  }

  private static final class Chosen {
    static final SignatureProvider ONE = choose();
  }

  static final SignatureProvider JDK = new SignatureProvider("the JDK", null, Set.of());

  private final String name;
  private final @Nullable Provider provider;
  private final Set<JwsAlgorithm> algorithms;

  private SignatureProvider(
      String name, @Nullable Provider provider, Set<JwsAlgorithm> algorithms) {
    this.name = name;
    this.provider = provider;
    this.algorithms = Set.copyOf(algorithms);
  }

  /** The one that this process uses. The first call may take as long as starting the provider. */
  static SignatureProvider chosen() {
    return Chosen.ONE;
  }

  private static SignatureProvider choose() {
    try {
      return of(new CorrettoCandidate());
    } catch (NoClassDefFoundError e) {
      return JDK; // it is not on the class path
    } catch (LinkageError e) {
      return insteadOf("AmazonCorrettoCryptoProvider", "it does not start (" + e + ")");
    }
  }

  /** The candidate for the algorithms in which it proved itself, or the JDK. */
  static SignatureProvider of(Candidate candidate) {
    Provider provider = candidate.provider();
    String name = provider.getName() + " " + provider.getVersionStr();
    try {
      String fault = candidate.fault();
      return fault == null ? proven(name, provider) : insteadOf(name, fault);
    } catch (RuntimeException | LinkageError | AssertionError e) {
      return insteadOf(name, "its check fails (" + e + ")");
    }
  }

  private static SignatureProvider insteadOf(String name, String fault) {
    String line = fault.lines().findFirst().orElse(""); // it goes into a line of the log
    return new SignatureProvider("the JDK, not by " + name + ": " + line, null, Set.of());
  }

  private static SignatureProvider proven(String name, Provider provider) {
    Set<JwsAlgorithm> algorithms = EnumSet.noneOf(JwsAlgorithm.class);
    for (KnownAnswer answer : KnownAnswer.all()) {
      if (!offers(provider, answer.algorithm())) {
        continue;
      }
      if (!answer.isGivenBy(provider)) {
        return insteadOf(name, "it does not verify " + answer.algorithm().header() + " rightly");
      }
      answer.shows().stream()
          .filter(algorithm -> offers(provider, algorithm))
          .forEach(algorithms::add);
    }
    return algorithms.isEmpty()
        ? insteadOf(name, "it offers no algorithm that is used")
        : new SignatureProvider(name, provider, algorithms);
  }

  private static boolean offers(Provider provider, JwsAlgorithm algorithm) {
    return provider.getService("Signature", algorithm.jca()) != null;
  }

  /**
   * Makes a provider's own key of a key that was checked. Amazon's makes none for Ed25519 by
   * default, and reads the key as it is each time; next to the verification that costs nothing.
   *
   * @throws GeneralSecurityException if the provider does not take the key
   */
  static ReadyKey make(Provider provider, PublicKey checked) throws GeneralSecurityException {
    KeyFactory factory;
    try {
      factory = KeyFactory.getInstance(checked.getAlgorithm(), provider);
    } catch (NoSuchAlgorithmException e) {
      return new ReadyKey(provider, checked);
    }
    return new ReadyKey(
        provider, factory.generatePublic(new X509EncodedKeySpec(checked.getEncoded())));
  }

  /**
   * Makes a key ready for algorithms. Where this provider does not offer one, or does not take the
   * key (Amazon's takes no RSA exponent of more than 33 bits), the JDK has it.
   *
   * @return by algorithm; one that nobody can verify with this key is absent
   */
  Map<JwsAlgorithm, ReadyKey> ready(PublicKey checked, Set<JwsAlgorithm> wanted) {
    Map<JwsAlgorithm, ReadyKey> ready = new EnumMap<>(JwsAlgorithm.class);
    ReadyKey own = own(checked);
    for (JwsAlgorithm algorithm : wanted) {
      ReadyKey key =
          own != null && algorithms.contains(algorithm) && own.isTakenFor(algorithm)
              ? own
              : ReadyKey.ofJdk(algorithm, checked);
      if (key != null) {
        ready.put(algorithm, key);
      }
    }
    return ready;
  }

  private @Nullable ReadyKey own(PublicKey checked) {
    try {
      return provider == null ? null : make(provider, checked);
    } catch (GeneralSecurityException | RuntimeException e) {
      return null;
    }
  }

  /** Its name and version, and if it is the JDK in another's place, whose and why. */
  @Override
  public String toString() {
    return name;
  }
}
