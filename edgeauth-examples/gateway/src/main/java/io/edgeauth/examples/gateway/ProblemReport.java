package io.edgeauth.examples.gateway;

import io.edgeauth.config.ConfigurationException;
import io.edgeauth.config.Problem;
import io.edgeauth.json.JsonWriter;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with a configuration, for people and for programs. */
final class ProblemReport {

  private final List<Problem> problems;

  private ProblemReport(List<Problem> problems) {
    this.problems = problems;
  }

  static ProblemReport of(ConfigurationException wrong) {
    return new ProblemReport(wrong.problems());
  }

  /**
   * Tells people on standard error, and programs on standard output as well.
   *
   * @param json whether a program has asked
   */
  void print(PrintWriter out, PrintWriter err, boolean json) {
    if (json) {
      out.println(JsonWriter.write(json()));
    }
    problems.forEach(problem -> err.println(problem));
  }

  private Map<String, Object> json() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("valid", false);
    members.put("problems", problems.stream().map(ProblemReport::member).toList());
    return members;
  }

  private static Map<String, Object> member(Problem problem) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("file", problem.origin().source());
    members.put("line", problem.origin().line());
    members.put("key", problem.keyPath());
    members.put("message", problem.message());
    return members;
  }
}
