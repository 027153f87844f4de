package io.edgeauth.examples.plainhttp;

import com.sun.net.httpserver.HttpExchange;
import io.edgeauth.contract.EchoApplication;
import io.edgeauth.contract.ReceivedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;

/** The contract's application as a handler. */
final class EchoHandler {

  private EchoHandler() {}

  static void answer(EchoApplication application, HttpExchange exchange) throws IOException {
    EchoApplication.Reply reply = application.answer(new Received(exchange));
    exchange.getResponseHeaders().set("Content-Type", reply.contentType());
    exchange.getResponseHeaders().set("X-Application", "yes");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(reply.length()));
      exchange.sendResponseHeaders(200, -1);
    } else {
      exchange.sendResponseHeaders(200, Math.max(0, reply.length())); // 0: in chunks
      reply.writeTo(exchange.getResponseBody());
    }
    exchange.close();
  }

  /** An exchange by the methods that handlers call. */
  private record Received(HttpExchange exchange) implements ReceivedRequest {

    @Override
    public String method() {
      return exchange.getRequestMethod();
    }

    @Override
    public String rawPath() {
      return exchange.getRequestURI().getRawPath();
    }

    @Override
    public String rawQuery() {
      return exchange.getRequestURI().getRawQuery();
    }

    @Override
    public Collection<String> headerNames() {
      return exchange.getRequestHeaders().keySet();
    }

    @Override
    public List<String> headers(String name) {
      List<String> lines = exchange.getRequestHeaders().get(name);
      return lines == null ? List.of() : lines;
    }

    @Override
    public String header(String name) {
      return exchange.getRequestHeaders().getFirst(name);
    }

    @Override
    public InputStream body() {
      return exchange.getRequestBody();
    }
  }
}
