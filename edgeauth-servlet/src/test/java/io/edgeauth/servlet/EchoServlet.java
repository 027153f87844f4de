package io.edgeauth.servlet;

import io.edgeauth.contract.EchoApplication;
import io.edgeauth.contract.ReceivedRequest;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.pipeline.Decision;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The contract's application as a servlet. */
final class EchoServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // nobody serialises it
  private final EchoApplication application;

  EchoServlet(EchoApplication application) {
    this.application = application;
  }

  /** With a decision before it that no EdgeAuth made. */
  static HttpServlet deciding(
      EchoApplication application, Function<EdgeRequest, Decision> decisions) {
    EchoServlet echo = new EchoServlet(application);
    return new HttpServlet() {
      private static final long serialVersionUID = 1L;

      @Override
      protected void service(HttpServletRequest request, HttpServletResponse response)
          throws IOException, ServletException {
        Decision decision =
            decisions.apply(ServletEdgeRequest.of(request, request, request.getQueryString()));
        Dispatches.carryOut(
            decision,
            request,
            response,
            (in, out) -> echo.service((HttpServletRequest) in, (HttpServletResponse) out));
      }
    };
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    EchoApplication.Reply reply = application.answer(new Received(request));
    response.setContentType(reply.contentType());
    response.setHeader("X-Application", "yes");
    if (reply.length() >= 0) {
      response.setContentLengthLong(reply.length());
    }
    reply.writeTo(response.getOutputStream());
  }

  /** A servlet request by the methods that applications call. */
  private record Received(HttpServletRequest request) implements ReceivedRequest {

    @Override
    public String method() {
      return request.getMethod();
    }

    @Override
    public String rawPath() {
      return request.getRequestURI();
    }

    @Override
    public String rawQuery() {
      return request.getQueryString();
    }

    @Override
    public Collection<String> headerNames() {
      return Collections.list(request.getHeaderNames());
    }

    @Override
    public List<String> headers(String name) {
      return Collections.list(request.getHeaders(name));
    }

    @Override
    public String header(String name) {
      return request.getHeader(name);
    }

    @Override
    public InputStream body() throws IOException {
      return request.getInputStream();
    }

    @Override
    public Map<String, String> trailers() {
      return request.getTrailerFields();
    }
  }
}
