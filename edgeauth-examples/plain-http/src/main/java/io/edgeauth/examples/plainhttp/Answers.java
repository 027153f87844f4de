package io.edgeauth.examples.plainhttp;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.edgeauth.http.HeaderField;
import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes what EdgeAuth answers itself. */
final class Answers {

  private Answers() {}

  static void write(Decision.Answer answer, HttpExchange exchange) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    for (HeaderField field : answer.responseHeaders()) {
      headers.add(field.name(), field.value());
    }
    write(answer.status(), answer.body().getBytes(StandardCharsets.UTF_8), exchange);
  }

  /** Sends the head, which is there by now, and the body, which HEAD is only told the length of. */
  static void write(int status, byte[] body, HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(status, -1);
    } else if (body.length == 0) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      OutputStream out = exchange.getResponseBody();
      out.write(body);
      out.flush(); // before the server waits for the rest of the request's body
    }
    exchange.close();
  }
}
