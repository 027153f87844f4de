package io.edgeauth.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
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
 * The JCA verifies one token's signature, and nothing else happens: the limit for a first sight.
 *
 * <p>The bytes are decoded and the {@link Signature} holds its key before the measuring begins;
 * every thread has its own, for a {@code Signature} is not for two threads at once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class RawVerification {

  @Param({"RS256", "ES256", "ED25519"})
  SigningAlgorithm algorithm;

  Tokens tokens;
  byte[] signedBytes;
  byte[] signatureBytes;
  private Signature signature;

  @Setup
  public void setUp() throws GeneralSecurityException {
    tokens = Tokens.signedWith(algorithm);
    String token = tokens.valid();
    signedBytes = token.substring(0, token.lastIndexOf('.')).getBytes(US_ASCII);
    signatureBytes = signatureOf(token);
    signature = algorithm.signature();
    signature.initVerify(tokens.publicKey());
  }

  @Benchmark
  public boolean verify() throws GeneralSecurityException {
    signature.update(signedBytes);
    if (!signature.verify(signatureBytes)) {
      throw new IllegalStateException("the signature does not verify");
    }
    return true;
  }

  static byte[] signatureOf(String token) {
    return Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
  }
}
