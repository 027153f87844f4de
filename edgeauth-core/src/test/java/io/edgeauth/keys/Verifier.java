package io.edgeauth.keys;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The two that verify signatures, for tests that hold for both. Where Amazon's is not on the class
 * path its half is skipped, and counted as skipped; {@link CorrettoProviderTest} fails in the
 * execution in which it must be there.
 */
enum Verifier {
  JDK,
  CORRETTO;

  SignatureProvider provider() {
    return this == JDK ? SignatureProvider.JDK : corretto();
  }

  static SignatureProvider corretto() {
    SignatureProvider chosen = SignatureProvider.chosen();
    assumeTrue(
        chosen.toString().startsWith("AmazonCorrettoCryptoProvider"),
        () -> "no other provider here: signatures are verified by " + chosen);
    return chosen;
  }
}
