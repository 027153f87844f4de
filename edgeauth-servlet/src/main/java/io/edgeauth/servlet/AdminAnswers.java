package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import io.edgeauth.http.HeaderField;
import io.edgeauth.http.Problem;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.pipeline.Decision;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what the administration of keys answers. No cache may keep any of it. */
final class AdminAnswers {

  private AdminAnswers() {}

  static void write(
      AdminAnswer answer, EdgeAuth edge, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (answer instanceof AdminAnswer.Done done) {
      response.setStatus(done.status());
      done.headers().forEach(response::setHeader);
      write("application/json", done.json(), request, response);
    } else if (answer instanceof AdminAnswer.Problem problem) {
      response.setStatus(problem.status());
      problem.headers().forEach(response::setHeader);
      if (problem.status() == 413 && request.getProtocol().startsWith("HTTP/1")) {
        response.setHeader("Connection", "close"); // the rest of the body is not read
      }
      String json = json(problem, requestId(edge, problem.status(), response));
      write("application/problem+json", json, request, response);
    }
  }

  private static void write(
      String contentType,
      @Nullable String json,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (json == null) {
      return;
    }
    byte[] body = json.getBytes(StandardCharsets.US_ASCII);
    response.setContentType(contentType);
    response.setContentLength(body.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(body);
    }
  }

  private static String json(AdminAnswer.Problem problem, String requestId) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", "about:blank");
    members.put("title", Problem.titleOf(problem.status()));
    members.put("status", problem.status());
    members.put("detail", problem.detail());
    members.put("requestId", requestId);
    if (!problem.errors().isEmpty()) {
      members.put("errors", problem.errors().stream().map(AdminAnswers::members).toList());
    }
    return JsonWriter.writeAscii(members);
  }

  /** In this order always, which {@code Map.of} changes from one process to the next. */
  private static Map<String, String> members(AdminFault fault) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("field", fault.field());
    members.put("detail", fault.detail());
    return members;
  }

  /**
   * The id under which the filter told its decision, which the answer has already: which header has
   * it, a refusal says. Without a filter, or where the header was renamed meanwhile, a new one.
   */
  private static String requestId(EdgeAuth edge, int status, HttpServletResponse response) {
    Decision.Reject refusal = edge.refusal(status);
    String fresh = refusal.problem().requestId();
    for (HeaderField field : refusal.responseHeaders()) {
      if (field.value().equals(fresh)) {
        String told = response.getHeader(field.name());
        if (told != null) {
          return told;
        }
        response.setHeader(field.name(), fresh);
      }
    }
    return fresh;
  }
}
