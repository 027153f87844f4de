package io.edgeauth.examples.gateway;

import io.edgeauth.http.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Refusals of requests that EdgeAuth let through and the gateway cannot pass on. */
final class GatewayRefusal {

  private GatewayRefusal() {}

  /** What clients are told about a failure between gateway and upstream. */
  static String detail(int status) {
    return switch (status) {
      case 408 -> "The request did not arrive in time.";
      case 502 -> "The upstream cannot be reached, or did not answer in HTTP.";
      case 503 -> "Too many requests wait for the upstream.";
      case 504 -> "The upstream did not answer in time.";
      default -> "The request could not be passed on.";
    };
  }

  static void write(
      HttpServletRequest request,
      HttpServletResponse response,
      LiveSettings.Reading settings,
      int status,
      String detail)
      throws IOException {
    String id = request.getHeader(settings.requestIdHeader());
    Problem problem =
        new Problem(
            status, Problem.titleOf(status), detail, id == null ? "none" : id, settings.errors());
    byte[] body = problem.body().getBytes(StandardCharsets.US_ASCII);
    response.resetBuffer();
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (request.getProtocol().startsWith("HTTP/1")) {
      response.setHeader("Connection", "close"); // the rest of the request is not read
    }
    response.setContentType(problem.contentType());
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }
}
