package io.edgeauth.authn.apikey;

import java.util.List;
import java.util.stream.Collectors;

/** What was asked for cannot be: everything that is wrong with it, at once. */
public final class InvalidApiKeyRequestException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * One thing that is wrong.
   *
   * @param field {@code owner}, {@code scopes}, {@code expires-in}…
   * @param message what was found and what is expected
   */
  public record Fault(String field, String message) {

    @Override
    public String toString() {
      return field + ": " + message;
    }
  }

  private final transient List<Fault> faults;

  InvalidApiKeyRequestException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
    this.faults = List.copyOf(faults);
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
