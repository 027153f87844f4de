package io.edgeauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.http.Problem.Format;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import org.junit.jupiter.api.Test;

final class ProblemTest {

  /** C10: these members and no others, whatever the reason was. */
  @Test
  void body_problemJson_exactMembers() {
    Problem problem =
        new Problem(401, "Unauthorized", "Credentials are required", "r1", Format.PROBLEM_JSON);
    assertThat(problem.contentType()).isEqualTo("application/problem+json");
    assertThat(problem.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                + "\"detail\":\"Credentials are required\",\"requestId\":\"r1\"}");
  }

  @Test
  void body_withoutDetail_noMember() {
    Problem problem = new Problem(403, "Forbidden", null, "r1", Format.JSON);
    assertThat(problem.contentType()).isEqualTo("application/json");
    assertThat(problem.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,\"requestId\":\"r1\"}");
  }

  @Test
  void body_text_oneLineEach() {
    assertThat(new Problem(403, "Forbidden", null, "r1", Format.TEXT).body())
        .isEqualTo("Forbidden\nrequest id r1\n");
    assertThat(new Problem(400, "Bad Request", "why", "r1", Format.TEXT).body())
        .isEqualTo("Bad Request: why\nrequest id r1\n");
  }

  @Test
  void titleOf_everyReasonOfOurs_known() {
    for (Reason reason : Reasons.all()) {
      assertThat(Problem.titleOf(reason.status())).as(reason.code()).isNotEqualTo("Refused");
    }
  }

  /** What servers refuse by themselves is told in words, too. */
  @Test
  void titleOf_everyErrorOfRfc9110_known() {
    for (int status : new int[] {402, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417}) {
      assertThat(Problem.titleOf(status)).as("" + status).isNotEqualTo("Refused");
    }
    assertThat(Problem.titleOf(414)).isEqualTo("URI Too Long");
    assertThat(Problem.titleOf(431)).isEqualTo("Request Header Fields Too Large");
    assertThat(Problem.titleOf(501)).isEqualTo("Not Implemented");
    assertThat(Problem.titleOf(505)).isEqualTo("HTTP Version Not Supported");
    assertThat(Problem.titleOf(418)).isEqualTo("Refused"); // reserved, without a meaning
  }
}
