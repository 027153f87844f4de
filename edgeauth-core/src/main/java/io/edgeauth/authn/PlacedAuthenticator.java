package io.edgeauth.authn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authenticator that does not fit everywhere: a route that uses it where it does not is a
 * problem at start. Implement it beside {@link Authenticator}.
 *
 * <p>Called by the thread that builds a generation.
 */
public interface PlacedAuthenticator {

  /**
   * Says what is wrong with its place on a route.
   *
   * @param optional whether the route lets requests without credentials pass
   * @param later the alternatives of its step that are asked after it, in order
   * @return what is wrong and what is expected, to be read behind this authenticator's name; null
   *     where it fits
   */
  @Nullable String misplacement(boolean optional, List<NamedAuthenticator> later);
}
