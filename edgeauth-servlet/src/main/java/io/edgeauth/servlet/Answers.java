package io.edgeauth.servlet;

import io.edgeauth.http.HeaderField;
import io.edgeauth.pipeline.Decision;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes what EdgeAuth answers itself, and nothing of its own besides. */
final class Answers {

  private Answers() {}

  static void write(
      Decision.Answer answer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (response.isCommitted()) {
      return; // as for refusals: the application has answered before it dispatched
    }
    response.resetBuffer();
    response.setStatus(answer.status());
    for (HeaderField field : answer.responseHeaders()) {
      response.addHeader(field.name(), field.value());
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    if (answer.status() != 204 && answer.status() != 304) {
      response.setContentLength(body.length);
    }
    if (!request.getMethod().equals("HEAD")) {
      write(body, answer.body(), response);
    }
    response.flushBuffer();
  }

  /** The application may have taken the writer before it dispatched. */
  static void write(byte[] body, String text, HttpServletResponse response) throws IOException {
    try {
      response.getOutputStream().write(body);
    } catch (IllegalStateException e) {
      response.getWriter().write(text);
    }
  }
}
