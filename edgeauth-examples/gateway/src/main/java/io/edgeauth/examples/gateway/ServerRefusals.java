package io.edgeauth.examples.gateway;

import io.edgeauth.http.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers of the server's own, to requests that are not HTTP or too large, in the form of all other
 * refusals. Jetty's pages would name it and quote the request.
 */
final class ServerRefusals extends ErrorHandler {

  /** Nothing was decided, so there is nothing to find under an id. */
  private static final String NO_ID = "none";

  /** A refused PUT is told as much as a refused GET. */
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    Problem problem = problem(code);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, problem.contentType());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    byte[] body = problem.body().getBytes(StandardCharsets.US_ASCII);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private static Problem problem(int status) {
    return new Problem(status, Problem.titleOf(status), null, NO_ID, Problem.Format.PROBLEM_JSON);
  }
}
