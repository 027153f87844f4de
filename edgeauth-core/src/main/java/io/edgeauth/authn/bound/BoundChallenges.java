package io.edgeauth.authn.bound;

import io.edgeauth.authn.BearerChallenges;
import io.edgeauth.authn.Refusal;
import io.edgeauth.authn.TokenScheme;
import io.edgeauth.http.AuthChallenge;
import io.edgeauth.keys.JwsAlgorithm;
import io.edgeauth.keys.JwsAlgorithm.KeyType;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The challenges for tokens that may be bound: {@code Bearer} and {@code DPoP} where both are
 * accepted. The scheme that the request used tells the error; the other only says that it is there.
 * Where bound tokens alone are accepted, a request that did not use {@code Bearer} is asked for
 * {@code DPoP} alone. Immutable, for any thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-7.1">RFC 9449, section 7.1</a>
 */
final class BoundChallenges {

  /** {@code ES256} first: what nearly every client has. */
  private static final String ALGORITHMS =
      Stream.concat(
              Stream.of(JwsAlgorithm.ES256),
              Arrays.stream(JwsAlgorithm.values())
                  .filter(one -> one != JwsAlgorithm.ES256 && one.keyType() != KeyType.SECRET))
          .map(JwsAlgorithm::header)
          .collect(Collectors.joining(" "));

  private static final Set<Reason> OF_PROOFS =
      Set.of(
          Reasons.DPOP_PROOF_MISSING,
          Reasons.DPOP_PROOF_INVALID,
          Reasons.DPOP_PROOF_REPLAYED,
          Reasons.DPOP_NONCE_REQUIRED);

  private final String realm;
  private final boolean bearer;
  private final BearerChallenges bearers;
  private final List<String> missing;

  /**
   * @param bearer whether tokens that are bound to nothing are accepted
   */
  BoundChallenges(String realm, boolean bearer) {
    this.realm = realm;
    this.bearer = bearer;
    this.bearers = BearerChallenges.with(realm);
    String dpop = dpop(null, null);
    this.missing = bearer ? List.of(bearers.of(null), dpop) : List.of(dpop);
  }

  /** The challenges to a request, {@code Bearer} first. */
  List<String> of(@Nullable Refusal refusal) {
    if (refusal == null) {
      return missing;
    }
    boolean ofProof = refusal.scheme() == TokenScheme.DPOP || OF_PROOFS.contains(refusal.reason());
    List<String> challenges = new ArrayList<>(2);
    if (bearer || !ofProof) {
      challenges.add(bearers.of(ofProof ? null : refusal));
    }
    challenges.add(ofProof ? dpop(refusal) : dpop(null, null));
    return challenges;
  }

  private String dpop(Refusal refusal) {
    Reason reason = refusal.reason();
    if (reason.equals(Reasons.DPOP_NONCE_REQUIRED)) {
      return dpop("use_dpop_nonce", "The DPoP proof needs the nonce of this answer");
    }
    if (OF_PROOFS.contains(reason)) {
      return dpop("invalid_dpop_proof", "The DPoP proof is missing or not valid");
    }
    return switch (reason.status()) {
      case 400 ->
          dpop("invalid_request", "The request is malformed or has more than one credential");
      case 403 -> insufficient(refusal);
      default -> dpop("invalid_token", "The access token is not valid");
    };
  }

  private String insufficient(Refusal refusal) {
    AuthChallenge challenge =
        begin("insufficient_scope", "The request requires more than the access token allows");
    if (!refusal.scopes().isEmpty()) {
      challenge.parameter("scope", String.join(" ", refusal.scopes()));
    }
    return challenge.toString();
  }

  private String dpop(@Nullable String error, @Nullable String description) {
    return begin(error, description).toString();
  }

  private AuthChallenge begin(@Nullable String error, @Nullable String description) {
    AuthChallenge challenge =
        AuthChallenge.of(TokenScheme.DPOP.word()).parameter("algs", ALGORITHMS);
    if (error != null && description != null) {
      challenge.parameter("error", error).parameter("error_description", description);
    }
    return challenge.parameter("realm", realm);
  }
}
