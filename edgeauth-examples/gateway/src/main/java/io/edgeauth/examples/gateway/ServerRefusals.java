package io.edgeauth.examples.gateway;

import io.edgeauth.EdgeAuth;
import io.edgeauth.pipeline.Decision;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers of the server's own, to requests that are not HTTP or too large, in the form of all other
 * refusals. Jetty's pages would name it and quote the request.
 */
final class ServerRefusals extends ErrorHandler {

  private static final Logger log = LoggerFactory.getLogger(ServerRefusals.class);

  private final EdgeAuth edge;

  ServerRefusals(EdgeAuth edge) {
    this.edge = edge;
  }

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
    Decision.Reject refusal = edge.refusal(code);
    // Nothing was decided, so no event has this id.
    log.info("request {}: refused by the server: {}", refusal.problem().requestId(), code);
    refusal
        .responseHeaders()
        .forEach(field -> response.getHeaders().put(field.name(), field.value()));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, refusal.problem().contentType());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    byte[] body = refusal.problem().body().getBytes(StandardCharsets.US_ASCII);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
