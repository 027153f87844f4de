package io.edgeauth.pipeline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a decision came about: the same stages, run once, with what each said. It is for operators
 * and holds reasons that clients are not told, but no credential.
 *
 * @param decision what would be done with the request
 * @param client the client's address as RFC 5952 writes it, or the peer's where the request was
 *     refused before that was found out; null where nobody said
 * @param stages what each stage that ran said, in order
 */
public record Explanation(Decision decision, @Nullable String client, List<StageOutcome> stages) {

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
