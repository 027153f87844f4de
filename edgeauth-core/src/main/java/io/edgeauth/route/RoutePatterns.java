package io.edgeauth.route;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.PathForm;
import java.util.Collection;
import java.util.List;

/** Path patterns, written as routes write them, without anything that a route asks. Immutable. */
public final class RoutePatterns {

  private final List<PathPattern> patterns;

  private RoutePatterns(List<PathPattern> patterns) {
    this.patterns = patterns;
  }

  /**
   * Reads patterns.
   *
   * @param written {@code /orders/**}, {@code /health}…
   * @return the patterns
   * @throws IllegalArgumentException if one is none; the message says what is expected
   */
  public static RoutePatterns of(Collection<String> written) {
    return new RoutePatterns(written.stream().map(PathPattern::parse).toList());
  }

  /**
   * Tells whether one of them matches.
   *
   * @param request a request of good form
   * @return whether its path, below the context path, is of one of the patterns
   */
  public boolean match(EdgeRequest request) {
    String path = PathForm.routed(request);
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).matches(path)) {
        return true;
      }
    }
    return false;
  }
}
