package io.edgeauth.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Says that a configuration is wrong, with everything that is wrong in it.
 *
 * <p>Whoever starts EdgeAuth shows the message to the person who wrote the configuration; nothing
 * has been started.
 */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  ConfigurationException(List<Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  private static String message(List<Problem> problems) {
    String head = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return problems.stream()
        .map(Problem::toString)
        .collect(Collectors.joining("\n", head + " in the configuration:\n", ""));
  }

  /**
   * What is wrong. One message for people, and this for programs.
   *
   * @return the problems by source and line; none of them shows a secret
   */
  public List<Problem> problems() {
    return problems;
  }
}
