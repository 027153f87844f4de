package io.edgeauth.authn.remote;

/** What a request gets while nobody can be asked about its credential. */
public enum OnUnavailable {
  /** 503. */
  DENY,
  /** What was said last, for a while and never past the credential's own end; then 503. */
  STALE,
  /** It goes on as anonymous, where its route is optional. */
  ALLOW_ANONYMOUS
}
