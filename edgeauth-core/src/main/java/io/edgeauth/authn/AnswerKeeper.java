package io.edgeauth.authn;

/**
 * An authenticator that remembers what others said of credentials, and can be told to forget it.
 * Implement it beside {@link Authenticator}, so that {@code EdgeAuth.invalidate} reaches yours too.
 *
 * <p>Called by any thread, by several at once, and while requests are decided.
 */
public interface AnswerKeeper {

  /**
   * Forgets what is known of a credential. When this returns, no request that begins later is
   * decided by what was said before, also where it was asked before and is not answered yet.
   *
   * @param credential the credential as the client sends it, without a scheme in front; one that is
   *     not known changes nothing
   */
  void forget(String credential);
}
