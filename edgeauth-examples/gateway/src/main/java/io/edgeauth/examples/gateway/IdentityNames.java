package io.edgeauth.examples.gateway;

import io.edgeauth.forward.ForwardSettings;
import io.edgeauth.forward.HeaderMapping;
import io.edgeauth.http.HeaderName;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names under which the upstream is told who calls. In an answer they would tell the client, or
 * whoever keeps the answer. Immutable.
 */
final class IdentityNames {

  private final Set<String> names;
  private final Set<String> beginnings;

  private IdentityNames(Set<String> names, Set<String> beginnings) {
    this.names = names;
    this.beginnings = beginnings;
  }

  /** The headers that are written, and all that are reserved. */
  static IdentityNames of(ForwardSettings forward) {
    Stream<String> written = forward.headers().stream().map(HeaderMapping::header);
    Set<String> names =
        Stream.concat(written, forward.reserved().stream().filter(name -> !name.endsWith("*")))
            .map(HeaderName::fold)
            .collect(Collectors.toUnmodifiableSet());
    Set<String> beginnings =
        forward.reserved().stream()
            .filter(name -> name.endsWith("*"))
            .map(name -> HeaderName.fold(name.substring(0, name.length() - 1)))
            .collect(Collectors.toUnmodifiableSet());
    return new IdentityNames(names, beginnings);
  }

  /** Whether a header is one of them, in any spelling. */
  boolean has(String header) {
    String folded = HeaderName.fold(header);
    return names.contains(folded) || beginnings.stream().anyMatch(folded::startsWith);
  }
}
