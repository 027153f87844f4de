package io.edgeauth.servlet;

import io.edgeauth.http.HeaderField;
import io.edgeauth.http.Problem;
import io.edgeauth.pipeline.Decision;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes refusals. They are written here and now: {@code sendError} would let an error page of the
 * application answer.
 */
final class Refusals {

  private Refusals() {}

  static void write(Decision.Reject reject, HttpServletResponse response) throws IOException {
    if (response.isCommitted()) {
      return; // a dispatch from inside the application, which has answered already: the target is
      // not run, and no more can be said
    }
    response.resetBuffer();
    Set<String> begun = new HashSet<>();
    for (HeaderField field : reject.responseHeaders()) {
      // In place of what the request's own decision said, where this is a dispatch's.
      if (begun.add(field.name())) {
        response.setHeader(field.name(), field.value());
      } else {
        response.addHeader(field.name(), field.value());
      }
    }
    write(reject.problem(), response);
  }

  static void write(Problem problem, HttpServletResponse response) throws IOException {
    byte[] body = problem.body().getBytes(StandardCharsets.US_ASCII);
    response.setStatus(problem.status());
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentType(problem.contentType());
    response.setContentLength(body.length);
    Answers.write(body, problem.body(), response);
    response.flushBuffer();
  }
}
