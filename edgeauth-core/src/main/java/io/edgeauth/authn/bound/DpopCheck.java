package io.edgeauth.authn.bound;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.bound.ProofKeys.ProofKey;
import io.edgeauth.authn.bound.ServerNonces.Standing;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.keys.EmbeddedKey;
import io.edgeauth.reason.Reasons;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the proof that came with a verified token. What costs nothing comes first, the signature
 * last but one; only a proof that is right in everything is remembered, so that nobody but the
 * owner of a bound token's key can fill the memory.
 *
 * <p>Any number of threads may use it at once. Blocks where instances share a store.
 */
final class DpopCheck {

  private static final String HEADER = "DPoP";
  private static final String NONCE = "DPoP-Nonce";

  /**
   * As for the signatures of tokens: past that a request would wait longer than its client does.
   */
  private static final int MAX_UNDER_WAY = 128 * Runtime.getRuntime().availableProcessors();

  private static final Duration BUSY = Duration.ofSeconds(1);
  private static final Duration FULL = Duration.ofSeconds(SeenProofs.SLICE_SECONDS);

  private final ProofReader reader;
  private final ProofKeys keys;
  private final ProofRules rules;
  private final ProofMemory memory;
  private final @Nullable ServerNonces nonces;
  private final Clock clock;
  private final Semaphore places = new Semaphore(MAX_UNDER_WAY);

  DpopCheck(
      ProofKeys keys,
      ProofRules rules,
      ProofMemory memory,
      @Nullable ServerNonces nonces,
      Clock clock) {
    this.reader = new ProofReader(keys);
    this.keys = keys;
    this.rules = rules;
    this.memory = memory;
    this.nonces = nonces;
    this.clock = clock;
  }

  /**
   * Looks at the proof of a request.
   *
   * @param thumbprint of the key that the token is bound to
   * @param tokenHash SHA-256 of the token
   * @param proven what the authenticator says if the proof is right
   */
  AuthenticationResult judge(
      EdgeRequest request, byte[] thumbprint, byte[] tokenHash, Authenticated proven) {
    List<String> lines = request.headers(HEADER);
    if (lines.isEmpty()) {
      return new Refused(Reasons.DPOP_PROOF_MISSING);
    }
    if (lines.size() > 1) {
      return new Refused(Reasons.CREDENTIAL_DOUBLED, "more than one DPoP header");
    }
    ProofReader.Reading reading = reader.read(lines.get(0));
    if (reading instanceof ProofReader.Reading.Bad bad) {
      return invalid(bad.why());
    }
    UnverifiedProof proof = ((ProofReader.Reading.Read) reading).proof();
    long now = Math.floorDiv(clock.millis(), 1000L);
    ProofRules.Judgement judgement = rules.judge(proof, request, tokenHash, now);
    if (judgement instanceof ProofRules.Judgement.Bad bad) {
      return invalid(bad.why());
    }
    if (!MessageDigest.isEqual(proof.header().thumbprint(), thumbprint)) {
      return new Refused(
          Reasons.TOKEN_SENDER_UNPROVEN, "a token that is bound to another key than its proof's");
    }
    Standing nonce = nonces == null ? Standing.GOOD : nonces.judge(proof.claim("nonce"));
    if (nonce == Standing.BAD) {
      return new Refused(Reasons.DPOP_NONCE_REQUIRED, null, nextNonce());
    }
    AuthenticationResult unsigned = signatureFault(proof);
    if (unsigned != null) {
      return unsigned;
    }
    ProofRules.Judgement.Good good = (ProofRules.Judgement.Good) judgement;
    return switch (memory.remember(thumbprint, good.jti(), good.made())) {
      case BEFORE -> new Refused(Reasons.DPOP_PROOF_REPLAYED);
      case NO_ROOM -> new Unavailable(Reasons.DPOP_PROOFS_FULL, FULL);
      case FIRST -> nonce == Standing.AGEING ? withNextNonce(proven) : proven;
    };
  }

  private List<HeaderField> nextNonce() {
    return nonces == null ? List.of() : List.of(new HeaderField(NONCE, nonces.next()));
  }

  private Authenticated withNextNonce(Authenticated proven) {
    List<HeaderField> headers = new ArrayList<>(proven.responseHeaders());
    headers.addAll(nextNonce());
    return new Authenticated(proven.credential(), headers);
  }

  private @Nullable AuthenticationResult signatureFault(UnverifiedProof proof) {
    if (!places.tryAcquire()) {
      return new Unavailable(Reasons.VERIFICATION_BUSY, BUSY);
    }
    try {
      return proof.header() instanceof UnverifiedProof.Header.Known known
          ? signatureFault(proof, known.key())
          : firstSignatureFault(proof, (UnverifiedProof.Header.New) proof.header());
    } finally {
      places.release();
    }
  }

  private @Nullable AuthenticationResult firstSignatureFault(
      UnverifiedProof proof, UnverifiedProof.Header.New header) {
    EmbeddedKey.Verifier verifier = header.key.verifier();
    if (verifier instanceof EmbeddedKey.Verifier.Refused refused) {
      return invalid("a jwk that is not used: " + refused.why());
    }
    ProofKey key =
        new ProofKey(
            header.algorithm, ((EmbeddedKey.Verifier.Made) verifier).key(), header.thumbprint());
    if (!key.key().fits(key.algorithm())) {
      return invalid("an alg that does not go with the jwk");
    }
    AuthenticationResult fault = signatureFault(proof, key);
    if (fault == null) {
      keys.keep(header.digest, key);
    }
    return fault;
  }

  private static @Nullable AuthenticationResult signatureFault(
      UnverifiedProof proof, ProofKey key) {
    return proof.isSignedBy(key) ? null : invalid("a signature that is not the key's");
  }

  private static Refused invalid(String why) {
    return new Refused(Reasons.DPOP_PROOF_INVALID, why);
  }
}
