package io.edgeauth.keys;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.SelfTestStatus;
import java.security.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Amazon Corretto Crypto Provider. It is an optional dependency, and this is the only class that
 * names its types: without it this class cannot be linked, and all others can.
 */
final class CorrettoCandidate implements SignatureProvider.Candidate {

  private final AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;

  @Override
  public Provider provider() {
    return provider;
  }

  /** Another platform, or no folder to unpack the library in, shows as an error of loading. */
  @Override
  public @Nullable String fault() {
    Throwable loading = provider.getLoadingError();
    if (loading != null) {
      return "its native library does not load (" + loading + ")";
    }
    SelfTestStatus tests = provider.runSelfTests();
    return tests == SelfTestStatus.PASSED ? null : "its self-tests end with " + tests;
  }
}
