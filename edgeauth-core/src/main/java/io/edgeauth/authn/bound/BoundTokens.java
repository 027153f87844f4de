package io.edgeauth.authn.bound;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticatorContext;
import io.edgeauth.authn.BearerToken.Found;
import io.edgeauth.authn.Refusal;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.TokenDigests;
import io.edgeauth.authn.TokenScheme;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a bound token comes from whom it is bound to. An authenticator asks it for each
 * request, whether the token was verified now or before: what it looks at is the request's.
 *
 * <p>Any number of threads may use it at once. Nothing that a client can send makes it throw. It
 * blocks where instances share what they have seen, at most for the store's timeout.
 */
public final class BoundTokens {

  /** The keys of nonces: those of all authenticators with the same store. */
  private record NonceLease(@Nullable SharedProofsSpec shared, OutboundSettings outbound) {}

  private static final String CONFIRMATION = "cnf";

  private final SenderConstrained constrained;
  private final DpopCheck dpop;
  private final BoundChallenges challenges;
  private final TokenDigests digests = new TokenDigests();

  private BoundTokens(SenderConstrained constrained, DpopCheck dpop, BoundChallenges challenges) {
    this.constrained = constrained;
    this.dpop = dpop;
    this.challenges = challenges;
  }

  /**
   * Makes it for an authenticator.
   *
   * @param settings what the authenticator says
   * @param context what it is given, while a generation is built
   * @return it; there is nothing to close
   * @throws IllegalArgumentException if the shared store can never be opened
   */
  public static BoundTokens open(BoundSettings settings, AuthenticatorContext context) {
    EdgeRuntime runtime = context.runtime();
    SharedProofsSpec spec = settings.shared();
    OutboundSettings outbound = context.outbound();
    SharedProofs store = ProofMemory.store(spec, outbound, runtime);
    ServerNonces nonces =
        settings.dpop().nonce()
            ? new ServerNonces(
                runtime
                    .leases()
                    .take(
                        new NonceLease(spec, outbound),
                        // Taken again inside, so that the store stays as long as the keys do.
                        () -> NonceKeys.open(ProofMemory.store(spec, outbound, runtime), runtime)),
                runtime.clock())
            : null;
    ProofRules rules =
        new ProofRules(context.publicUrls(), settings.clockSkew(), settings.dpop().proofLifetime());
    ProofMemory memory = ProofMemory.open(context.name(), rules.lifeSeconds(), store, runtime);
    DpopCheck dpop = new DpopCheck(new ProofKeys(), rules, memory, nonces, runtime.clock());
    boolean bearer = settings.constrained() == SenderConstrained.ACCEPT;
    return new BoundTokens(
        settings.constrained(), dpop, new BoundChallenges(context.realm(), bearer));
  }

  /**
   * Finds out early that a token can never be used, since nobody here can look at what it is bound
   * to.
   *
   * @param cnf the value of {@code cnf}, believed or not; null where there is none
   * @return why it is refused, or null
   */
  public static @Nullable Refused fault(@Nullable Object cnf) {
    return SenderBinding.read(cnf) == null
        ? unproven("a token that is bound to something that is not understood")
        : null;
  }

  /**
   * Whether a token is bound to a key, of which proofs can be asked.
   *
   * @param cnf the value of {@code cnf}
   * @return whether it is
   */
  public static boolean isBoundToKey(@Nullable Object cnf) {
    SenderBinding binding = SenderBinding.read(cnf);
    return binding != null && binding.key() != null;
  }

  /**
   * Looks at who sends a verified token.
   *
   * @param request the request
   * @param token the token in it
   * @param proven what the authenticator says of the token, with its claims
   * @return the same, perhaps with headers for the answer; refused; or unavailable
   */
  public AuthenticationResult judge(EdgeRequest request, Found.Token token, Authenticated proven) {
    Object cnf = proven.credential().claims().get(CONFIRMATION);
    boolean underDpop = token.scheme() == TokenScheme.DPOP;
    if (cnf == null) {
      return unbound(underDpop, proven);
    }
    SenderBinding binding = SenderBinding.read(cnf);
    if (binding == null) {
      return unproven("a token that is bound to something that is not understood");
    }
    byte[] key = binding.key();
    if (underDpop != (key != null)) {
      return unproven(
          underDpop
              ? "a token that is bound to no key came as one that is"
              : "a token that is bound to a key came as a plain bearer token");
    }
    byte[] certificate = binding.certificate();
    String fault = certificate == null ? null : CertificateBinding.fault(request, certificate);
    if (fault != null) {
      return unproven(fault);
    }
    if (key == null) {
      return proven;
    }
    byte[] hash = hash(token);
    return hash == null
        ? new Refused(Reasons.CREDENTIAL_MALFORMED)
        : dpop.judge(request, key, hash, proven);
  }

  private AuthenticationResult unbound(boolean underDpop, Authenticated proven) {
    if (underDpop) {
      return unproven("a token that is bound to no key came as one that is");
    }
    return constrained == SenderConstrained.REQUIRE
        ? unproven("a token that is bound to nothing, where bound ones are required")
        : proven;
  }

  private byte @Nullable [] hash(Found.Token token) {
    TokenDigest digest = digests.of(token.text(), token.from());
    return digest == null
        ? null
        : ByteBuffer.allocate(32)
            .putLong(digest.a())
            .putLong(digest.b())
            .putLong(digest.c())
            .putLong(digest.d())
            .array();
  }

  private static Refused unproven(String detail) {
    return new Refused(Reasons.TOKEN_SENDER_UNPROVEN, detail);
  }

  /**
   * The challenges for tokens, for each scheme that is accepted.
   *
   * @param refusal why a request was refused, or null where it has no credential
   * @return the values of {@code WWW-Authenticate}, at least one
   */
  public List<String> challenges(@Nullable Refusal refusal) {
    return challenges.of(refusal);
  }
}
