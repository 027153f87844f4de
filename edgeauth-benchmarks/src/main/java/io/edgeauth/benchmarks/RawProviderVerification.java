package io.edgeauth.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Amazon Corretto Crypto Provider verifies one token's signature, with a key that it made, and
 * nothing else happens: the limit for a first sight where that provider is in use.
 *
 * <p>Otherwise as {@link RawVerification}. Only where the provider is on the class path: elsewhere
 * its forks fail, and the run goes on with the next subject.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class RawProviderVerification {

  @Param({"RS256", "ES256", "ED25519"})
  SigningAlgorithm algorithm;

  Tokens tokens;
  byte[] signedBytes;
  byte[] signatureBytes;
  private Signature signature;

  @Setup
  public void setUp() throws GeneralSecurityException {
    AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
    provider.assertHealthy();
    tokens = Tokens.signedWith(algorithm);
    String token = tokens.valid();
    signedBytes = token.substring(0, token.lastIndexOf('.')).getBytes(US_ASCII);
    signatureBytes = RawVerification.signatureOf(token);
    signature = algorithm.signature(provider);
    signature.initVerify(algorithm.keyOf(tokens.publicKey(), provider));
  }

  @Benchmark
  public boolean verify() throws GeneralSecurityException {
    signature.update(signedBytes);
    if (!signature.verify(signatureBytes)) {
      throw new IllegalStateException("the signature does not verify");
    }
    return true;
  }
}
