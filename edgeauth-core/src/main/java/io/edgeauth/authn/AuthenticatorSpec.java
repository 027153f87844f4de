package io.edgeauth.authn;

import java.util.List;

/**
 * Says what an authenticator is to be, before there is one: what a builder collects, or the
 * configuration holds. Others may implement it to make authenticators that live on EdgeAuth's
 * runtime.
 *
 * <p>Called by the thread that builds EdgeAuth or reads its configuration again, one at a time. No
 * request waits for it, but the start does: it may read a file, and must not wait for a network.
 */
@FunctionalInterface
public interface AuthenticatorSpec {

  /**
   * Makes the authenticator. Called once for each generation of the configuration, at start and
   * when it is read again.
   *
   * @param context what it is given to live on
   * @return the authenticator; EdgeAuth closes it
   * @throws InvalidSpecException if the specification is incomplete or contradicts itself, with
   *     everything that is wrong
   * @throws IllegalArgumentException likewise, where the keys at fault cannot be told
   */
  Authenticator create(AuthenticatorContext context);

  /**
   * What this specification loosens on purpose, under the names by which it can be searched for.
   * Logged at each start.
   *
   * @return one line for each; empty where nothing is loosened
   */
  default List<String> loosenings() {
    return List.of();
  }
}
