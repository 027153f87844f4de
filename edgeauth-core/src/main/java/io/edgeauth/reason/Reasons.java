package io.edgeauth.reason;

import java.util.Set;

/**
 * The reasons that EdgeAuth itself gives. {@code docs/reasons.md} tells users what each one means.
 */
public final class Reasons {

  // Stage 0, the form of the request.
  public static final Reason REQUEST_MALFORMED = new Reason("request-malformed", 400);
  public static final Reason PATH_AMBIGUOUS = new Reason("path-ambiguous", 400);

  // Stage 1, where it comes from.
  public static final Reason ADDRESS_UNREADABLE = new Reason("address-unreadable", 400);
  public static final Reason ADDRESS_DENIED = new Reason("address-denied", 403);

  // Stage 2, routes.
  public static final Reason ROUTE_UNMATCHED = new Reason("route-unmatched", 403);
  public static final Reason METHOD_NOT_ALLOWED = new Reason("method-not-allowed", 405);

  // Stages 3 and 6, rate limits.
  public static final Reason LIMIT_EXCEEDED = new Reason("limit-exceeded", 429);
  public static final Reason LIMITER_UNAVAILABLE = new Reason("limiter-unavailable", 503);

  // Stage 4, credentials of any kind.
  public static final Reason CREDENTIAL_MISSING = new Reason("credential-missing", 401);
  public static final Reason CREDENTIAL_FOREIGN = new Reason("credential-foreign", 401);
  public static final Reason CREDENTIAL_MALFORMED = new Reason("credential-malformed", 400);
  public static final Reason CREDENTIAL_DOUBLED = new Reason("credential-doubled", 400);
  public static final Reason CREDENTIAL_TOO_LONG = new Reason("credential-too-long", 401);

  // Stage 4, JSON Web Tokens.
  public static final Reason TOKEN_MALFORMED = new Reason("token-malformed", 401);
  public static final Reason TOKEN_ALGORITHM = new Reason("token-algorithm", 401);
  public static final Reason TOKEN_TYPE = new Reason("token-type", 401);
  public static final Reason TOKEN_ISSUER = new Reason("token-issuer", 401);
  public static final Reason TOKEN_AUDIENCE = new Reason("token-audience", 401);
  public static final Reason TOKEN_EXPIRED = new Reason("token-expired", 401);
  public static final Reason TOKEN_NOT_YET_VALID = new Reason("token-not-yet-valid", 401);
  public static final Reason TOKEN_LIFETIME = new Reason("token-lifetime", 401);
  public static final Reason TOKEN_CLAIM = new Reason("token-claim", 401);
  public static final Reason TOKEN_DENIED = new Reason("token-denied", 401);
  public static final Reason TOKEN_SENDER_UNPROVEN = new Reason("token-sender-unproven", 401);
  public static final Reason TOKEN_KEY_UNKNOWN = new Reason("token-key-unknown", 401);
  public static final Reason TOKEN_SIGNATURE = new Reason("token-signature", 401);
  public static final Reason KEYS_UNAVAILABLE = new Reason("keys-unavailable", 503);
  public static final Reason VERIFICATION_BUSY = new Reason("verification-busy", 503);

  // Stage 4, proofs of the sender's key.
  public static final Reason DPOP_PROOF_MISSING = new Reason("dpop-proof-missing", 401);
  public static final Reason DPOP_PROOF_INVALID = new Reason("dpop-proof-invalid", 401);
  public static final Reason DPOP_PROOF_REPLAYED = new Reason("dpop-proof-replayed", 401);
  public static final Reason DPOP_NONCE_REQUIRED = new Reason("dpop-nonce-required", 401);
  public static final Reason DPOP_PROOFS_FULL = new Reason("dpop-proofs-full", 503);

  // Stage 4, API keys.
  public static final Reason API_KEY_MALFORMED = new Reason("api-key-malformed", 401);
  public static final Reason API_KEY_UNKNOWN = new Reason("api-key-unknown", 401);
  public static final Reason API_KEY_EXPIRED = new Reason("api-key-expired", 401);
  public static final Reason API_KEY_NOT_YET_VALID = new Reason("api-key-not-yet-valid", 401);
  public static final Reason API_KEY_REVOKED = new Reason("api-key-revoked", 401);
  public static final Reason API_KEY_ADDRESS = new Reason("api-key-address", 403);
  public static final Reason API_KEY_ROUTE = new Reason("api-key-route", 403);
  public static final Reason API_KEYS_UNAVAILABLE = new Reason("api-keys-unavailable", 503);
  public static final Reason API_KEYS_BUSY = new Reason("api-keys-busy", 503);

  // Stage 4, client certificates.
  public static final Reason CONNECTION_MISDIRECTED = new Reason("connection-misdirected", 421);
  public static final Reason CERTIFICATE_MALFORMED = new Reason("certificate-malformed", 401);
  public static final Reason CERTIFICATE_TOO_COMPLEX = new Reason("certificate-too-complex", 401);
  public static final Reason CERTIFICATE_ALGORITHM = new Reason("certificate-algorithm", 401);
  public static final Reason CERTIFICATE_EXPIRED = new Reason("certificate-expired", 401);
  public static final Reason CERTIFICATE_NOT_YET_VALID =
      new Reason("certificate-not-yet-valid", 401);
  public static final Reason CERTIFICATE_USAGE = new Reason("certificate-usage", 401);
  public static final Reason CERTIFICATE_EXTENSION = new Reason("certificate-extension", 401);
  public static final Reason CERTIFICATE_DEPTH = new Reason("certificate-depth", 401);
  public static final Reason CERTIFICATE_NAME = new Reason("certificate-name", 401);
  public static final Reason CERTIFICATE_NAME_CONSTRAINT =
      new Reason("certificate-name-constraint", 401);
  public static final Reason CERTIFICATE_UNTRUSTED = new Reason("certificate-untrusted", 401);
  public static final Reason CERTIFICATE_SIGNATURE = new Reason("certificate-signature", 401);
  public static final Reason CERTIFICATE_SUBJECT = new Reason("certificate-subject", 403);
  public static final Reason CERTIFICATE_REVOKED = new Reason("certificate-revoked", 401);
  public static final Reason REVOCATION_UNKNOWN = new Reason("revocation-unknown", 401);
  public static final Reason REVOCATION_UNAVAILABLE = new Reason("revocation-unavailable", 503);

  // Stage 4, what others are asked about.
  public static final Reason TOKEN_INACTIVE = new Reason("token-inactive", 401);
  public static final Reason INTROSPECTION_UNAVAILABLE =
      new Reason("introspection-unavailable", 503);
  public static final Reason INTROSPECTION_BUSY = new Reason("introspection-busy", 503);
  public static final Reason AUTHENTICATOR_UNAVAILABLE =
      new Reason("authenticator-unavailable", 503);
  public static final Reason AUTHENTICATOR_BUSY = new Reason("authenticator-busy", 503);

  // Stage 5, authorisation.
  public static final Reason SCOPE_INSUFFICIENT = new Reason("scope-insufficient", 403);
  public static final Reason ROLE_MISSING = new Reason("role-missing", 403);
  public static final Reason CLAIM_MISMATCH = new Reason("claim-mismatch", 403);

  // Stage 7, what the backend is given.
  public static final Reason IDENTITY_UNFORWARDABLE = new Reason("identity-unforwardable", 403);
  public static final Reason IDENTITY_TOO_LARGE = new Reason("identity-too-large", 403);

  public static final Reason TOKEN_EXCHANGE_REFUSED = new Reason("token-exchange-refused", 503);
  public static final Reason TOKEN_EXCHANGE_UNAVAILABLE =
      new Reason("token-exchange-unavailable", 503);
  public static final Reason TOKEN_EXCHANGE_BUSY = new Reason("token-exchange-busy", 503);

  // What EdgeAuth answers itself.
  public static final Reason BODY_MALFORMED = new Reason("body-malformed", 400);
  public static final Reason BODY_UNREADABLE = new Reason("body-unreadable", 400);
  public static final Reason BODY_TOO_LARGE = new Reason("body-too-large", 413);
  public static final Reason BODY_TYPE = new Reason("body-type", 415);
  public static final Reason BODY_UNSUPPORTED = new Reason("body-unsupported", 501);

  // Ourselves.
  public static final Reason INTERNAL_ERROR = new Reason("internal-error", 500);
  public static final Reason EDGE_CLOSED = new Reason("edge-closed", 503);

  private static final Set<Reason> ALL =
      Set.of(
          REQUEST_MALFORMED,
          PATH_AMBIGUOUS,
          ADDRESS_UNREADABLE,
          ADDRESS_DENIED,
          ROUTE_UNMATCHED,
          METHOD_NOT_ALLOWED,
          LIMIT_EXCEEDED,
          LIMITER_UNAVAILABLE,
          CREDENTIAL_MISSING,
          CREDENTIAL_FOREIGN,
          CREDENTIAL_MALFORMED,
          CREDENTIAL_DOUBLED,
          CREDENTIAL_TOO_LONG,
          TOKEN_MALFORMED,
          TOKEN_ALGORITHM,
          TOKEN_TYPE,
          TOKEN_ISSUER,
          TOKEN_AUDIENCE,
          TOKEN_EXPIRED,
          TOKEN_NOT_YET_VALID,
          TOKEN_LIFETIME,
          TOKEN_CLAIM,
          TOKEN_DENIED,
          TOKEN_SENDER_UNPROVEN,
          TOKEN_KEY_UNKNOWN,
          TOKEN_SIGNATURE,
          KEYS_UNAVAILABLE,
          VERIFICATION_BUSY,
          DPOP_PROOF_MISSING,
          DPOP_PROOF_INVALID,
          DPOP_PROOF_REPLAYED,
          DPOP_NONCE_REQUIRED,
          DPOP_PROOFS_FULL,
          API_KEY_MALFORMED,
          API_KEY_UNKNOWN,
          API_KEY_EXPIRED,
          API_KEY_NOT_YET_VALID,
          API_KEY_REVOKED,
          API_KEY_ADDRESS,
          API_KEY_ROUTE,
          API_KEYS_UNAVAILABLE,
          API_KEYS_BUSY,
          CONNECTION_MISDIRECTED,
          CERTIFICATE_MALFORMED,
          CERTIFICATE_TOO_COMPLEX,
          CERTIFICATE_ALGORITHM,
          CERTIFICATE_EXPIRED,
          CERTIFICATE_NOT_YET_VALID,
          CERTIFICATE_USAGE,
          CERTIFICATE_EXTENSION,
          CERTIFICATE_DEPTH,
          CERTIFICATE_NAME,
          CERTIFICATE_NAME_CONSTRAINT,
          CERTIFICATE_UNTRUSTED,
          CERTIFICATE_SIGNATURE,
          CERTIFICATE_SUBJECT,
          CERTIFICATE_REVOKED,
          REVOCATION_UNKNOWN,
          REVOCATION_UNAVAILABLE,
          TOKEN_INACTIVE,
          INTROSPECTION_UNAVAILABLE,
          INTROSPECTION_BUSY,
          AUTHENTICATOR_UNAVAILABLE,
          AUTHENTICATOR_BUSY,
          SCOPE_INSUFFICIENT,
          ROLE_MISSING,
          CLAIM_MISMATCH,
          IDENTITY_UNFORWARDABLE,
          IDENTITY_TOO_LARGE,
          TOKEN_EXCHANGE_REFUSED,
          TOKEN_EXCHANGE_UNAVAILABLE,
          TOKEN_EXCHANGE_BUSY,
          BODY_MALFORMED,
          BODY_UNREADABLE,
          BODY_TOO_LARGE,
          BODY_TYPE,
          BODY_UNSUPPORTED,
          INTERNAL_ERROR,
          EDGE_CLOSED);

  private Reasons() {}

  /**
   * Lists every reason above.
   *
   * @return all of them, in no order
   */
  public static Set<Reason> all() {
    return ALL;
  }
}
