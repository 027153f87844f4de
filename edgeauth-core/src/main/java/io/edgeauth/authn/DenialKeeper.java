package io.edgeauth.authn;

/**
 * An authenticator that can be told, while it serves, to refuse what it would accept. Implement it
 * beside {@link Authenticator}, so that {@code EdgeAuth.deny} reaches yours too.
 *
 * <p>Called by any thread, by several at once, and while requests are decided. A keeper that is
 * made anew when the configuration changes still keeps what its predecessor of the same name was
 * told.
 */
public interface DenialKeeper {

  /**
   * Begins to refuse. When this returns the denial is in force for every thread, and for what was
   * verified and remembered before. One that is there already changes nothing.
   *
   * @param denial what is refused
   * @throws IllegalStateException if too many are kept; then nothing has changed
   */
  void deny(Denial denial);

  /**
   * Takes back an equal denial that {@link #deny} made. What another denial names, or the
   * configuration does, stays refused.
   *
   * @param denial what is no longer refused by it
   * @return whether there was one
   */
  boolean lift(Denial denial);
}
