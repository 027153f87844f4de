package io.edgeauth.examples.plainhttp;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.edgeauth.http.HeaderField;
import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Answers in the application's place. */
final class Refusals {

  private Refusals() {}

  static void write(Decision.Reject reject, HttpExchange exchange) throws IOException {
    byte[] body = reject.problem().body().getBytes(StandardCharsets.US_ASCII);
    int status = reject.problem().status();
    Headers headers = exchange.getResponseHeaders();
    for (HeaderField field : reject.responseHeaders()) {
      headers.add(field.name(), field.value());
    }
    headers.set("Content-Type", reject.problem().contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    Answers.write(status, body, exchange);
  }
}
