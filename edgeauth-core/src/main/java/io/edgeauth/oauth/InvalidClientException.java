package io.edgeauth.oauth;

import io.edgeauth.oauth.ClientCredentials.Fault;
import java.util.List;
import java.util.stream.Collectors;

/** Credentials of a client that cannot be used, with everything that is wrong with them. */
public final class InvalidClientException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  InvalidClientException(List<Fault> faults) {
    super(
        faults.stream()
            .map(fault -> fault.key() + ": " + fault.message())
            .collect(Collectors.joining("; ")));
    this.faults = List.copyOf(faults);
  }

  InvalidClientException(String key, String message) {
    this(List.of(new Fault(key, message)));
  }

  /**
   * What is wrong.
   *
   * @return at least one
   */
  public List<Fault> faults() {
    return faults;
  }
}
