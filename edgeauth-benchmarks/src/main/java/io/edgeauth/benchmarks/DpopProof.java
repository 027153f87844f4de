package io.edgeauth.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import io.edgeauth.http.EdgeRequest;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * EdgeAuth decides requests with a bound token and its proof, both ES256, beside the bare
 * verification of their signatures by the provider that EdgeAuth uses.
 *
 * <p>A proof passes once, so that each of a round is another, made before the round is measured. An
 * eighth of what EdgeAuth remembers is one client's: a run has less.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 20)
@Measurement(iterations = 20)
@OperationsPerInvocation(DpopProof.ROUND)
public class DpopProof {

  static final int ROUND = 1000;

  private final Proofs proofs = Proofs.ofNewKey();
  private final Tokens tokens = Tokens.signedWith(SigningAlgorithm.ES256);
  private final String token = tokens.boundTo(proofs.thumbprint());
  private List<EdgeRequest> requests = List.of();
  private List<String> made = List.of();
  private Gateway forgetful;
  private Gateway remembering;
  private Signature ofTokens;
  private Signature ofProofs;

  @Setup
  public void setUp() throws IOException, GeneralSecurityException {
    forgetful = Gateway.accepting(tokens, 0);
    remembering = Gateway.accepting(tokens, Gateway.DEFAULT_CACHE);
    ofTokens = verifier(tokens.publicKey());
    ofProofs = verifier(proofs.publicKey());
  }

  @Setup(Level.Iteration)
  public void makeProofs() {
    made = IntStream.range(0, ROUND).parallel().mapToObj(number -> proofs.next(token)).toList();
    requests =
        made.stream()
            .map(proof -> (EdgeRequest) MemoryEdgeRequest.withProof("DPoP " + token, proof))
            .toList();
  }

  private static Signature verifier(PublicKey key) throws GeneralSecurityException {
    Provider provider = provider();
    Signature signature =
        provider == null
            ? SigningAlgorithm.ES256.signature()
            : SigningAlgorithm.ES256.signature(provider);
    signature.initVerify(provider == null ? key : SigningAlgorithm.ES256.keyOf(key, provider));
    return signature;
  }

  /** Apart, since a class that names an absent one cannot be checked. */
  private static final class Amazon {
    static Provider provider() {
      return AmazonCorrettoCryptoProvider.INSTANCE;
    }
  }

  private static @Nullable Provider provider() {
    try {
      return Amazon.provider();
    } catch (NoClassDefFoundError e) {
      return null; // it is not on the class path
    }
  }

  /** The token and the proof never seen. */
  @Benchmark
  public void decideFirstSight() {
    requests.forEach(forgetful::requireForward);
  }

  /** The token seen before, the proof never. */
  @Benchmark
  public void decideSeenBefore() {
    requests.forEach(remembering::requireForward);
  }

  /** What {@link #decideFirstSight} cannot do without. */
  @Benchmark
  public void verifyBoth() throws GeneralSecurityException {
    for (String proof : made) {
      verify(ofTokens, token);
      verify(ofProofs, proof);
    }
  }

  /** What {@link #decideSeenBefore} cannot do without. */
  @Benchmark
  public void verifyProof() throws GeneralSecurityException {
    for (String proof : made) {
      verify(ofProofs, proof);
    }
  }

  private static void verify(Signature signature, String signed) throws GeneralSecurityException {
    signature.update(signed.substring(0, signed.lastIndexOf('.')).getBytes(US_ASCII));
    if (!signature.verify(RawVerification.signatureOf(signed))) {
      throw new IllegalStateException("the signature does not verify");
    }
  }

  @TearDown
  public void tearDown() {
    forgetful.close();
    remembering.close();
  }
}
