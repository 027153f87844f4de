package io.edgeauth.pipeline;

import java.util.List;

/**
 * How a decision came about: the same stages, run once, with what each said. It is for operators
 * and holds reasons that clients are not told, but no credential.
 *
 * @param decision what would be done with the request
 * @param stages what each stage that ran said, in order
 */
public record Explanation(Decision decision, List<StageOutcome> stages) {

  /** Copies the stages. */
  public Explanation {
    stages = List.copyOf(stages);
  }

  /**
   * What one stage said.
   *
   * @param stage its name
   * @param passed whether the request went on
   * @param detail why, in a few words
   */
  public record StageOutcome(String stage, boolean passed, String detail) {}
}
