package io.edgeauth.servlet;

import io.edgeauth.http.HeaderField;
import io.edgeauth.http.Problem;
import io.edgeauth.pipeline.Decision;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

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
    for (HeaderField field : reject.responseHeaders()) {
      response.addHeader(field.name(), field.value());
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
