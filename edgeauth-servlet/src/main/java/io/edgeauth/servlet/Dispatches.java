package io.edgeauth.servlet;

import io.edgeauth.EdgeAuth;
import io.edgeauth.http.HeaderField;
import io.edgeauth.pipeline.CountedLimits;
import io.edgeauth.pipeline.Decision;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a filter does with each kind of dispatch: a client's request is decided and perhaps waits,
 * FORWARD and INCLUDE are decided anew, ERROR and ASYNC go on under the decision of their request.
 *
 * <p>Any number of threads may use it at once.
 */
final class Dispatches implements AutoCloseable {

  private static final String DECIDED = Dispatches.class.getName() + ".decided";
  private static final String COUNTED = Dispatches.class.getName() + ".counted";
  private static final String WAITING = Dispatches.class.getName() + ".waiting";

  /** What is done when a request's turn has come. */
  private record Waiting(Dispatches by, Received received, Decision.Delay delay) {

    /** For applications that print the attributes of their requests. */
    @Override
    public String toString() {
      return "waiting";
    }
  }

  /**
   * A client's request, for the dispatches that follow it.
   *
   * @param resource what the container made of the path
   * @param query the client's; a token may stand in it
   */
  private record Received(String uri, String resource, @Nullable String query) {

    static Received of(HttpServletRequest request) {
      return new Received(
          request.getRequestURI(), Target.resource(request), request.getQueryString());
    }

    /**
     * A dispatch to where the request went by itself. Undertow tells one that follows a forward the
     * path of the request, whatever it leads to: the resource is what it says rightly.
     */
    boolean isOf(HttpServletRequest dispatched) {
      return uri.equals(dispatched.getRequestURI()) && resource.equals(Target.resource(dispatched));
    }

    @Override
    public String toString() {
      return "received";
    }
  }

  /** The decision of a client's request. */
  private record Decided(Dispatches by, Received received, Decision.Forward forward) {

    /** For applications that print the attributes of their requests. */
    @Override
    public String toString() {
      return "decided";
    }
  }

  private final boolean proxies;
  private final WaitingRequests waiting = new WaitingRequests();
  private volatile boolean waitsBeforeFilters;
  private volatile @Nullable String filter;

  /**
   * @param proxies decides for the path as it was written alone, and waits before what is behind
   */
  Dispatches(boolean proxies) {
    this.proxies = proxies;
    this.waitsBeforeFilters = proxies;
  }

  void waitBeforeFilters() {
    waitsBeforeFilters = true;
  }

  /** The filter's own name: it is none of the others. */
  void named(String name) {
    filter = name;
  }

  void carryOut(
      EdgeAuth decides, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    switch (request.getDispatcherType()) {
      case REQUEST -> onRequest(decides, request, response, chain);
      case FORWARD, INCLUDE -> onNewTarget(decides, request, response, chain);
      case ASYNC -> onAsync(decides, request, response, chain);
      case ERROR -> onError(decides, request, response, chain);
    }
  }

  private void onRequest(
      EdgeAuth decides, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Received received = Received.of(request);
    CountedLimits counted = new CountedLimits();
    request.setAttribute(COUNTED, counted);
    Decision decision = decide(decides, request, request, received.query(), counted);
    onDecision(decision, received, request, response, chain);
  }

  /** Carries out what was decided of a client's request, at once or after a wait. */
  private void onDecision(
      Decision decision,
      Received received,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    if (decision instanceof Decision.Delay delay
        && waiting.canTake(request, response, filter, waitsBeforeFilters)) {
      request.setAttribute(WAITING, new Waiting(this, received, delay));
      waiting.begin(request, delay);
      return;
    }
    if (decision instanceof Decision.Forward forward) {
      request.setAttribute(DECIDED, new Decided(this, received, forward));
      for (HeaderField field : forward.responseHeaders()) {
        response.addHeader(field.name(), field.value());
      }
    }
    carryOut(decision, request, response, chain);
  }

  /** The turn of a request has come: it goes on as if it came now. */
  private void onTurn(
      Waiting turn, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    request.removeAttribute(WAITING);
    if (!turn.received().isOf(request)) {
      turn.delay().reservation().cancel(); // it would reach what was not decided about
      refuse(turn.delay().otherwise(), request, response);
      return;
    }
    request.setAttribute(ForwardedRequest.FIRST, true);
    try {
      onDecision(turn.delay().then().get(), turn.received(), request, response, chain);
    } finally {
      request.removeAttribute(ForwardedRequest.FIRST);
    }
  }

  /** A dispatch inside the application leads to another resource, which has a route of its own. */
  private void onNewTarget(
      EdgeAuth decides, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest received = ForwardedRequest.below(request);
    Decided decided = decided(request);
    String query = decided == null ? received.getQueryString() : decided.received().query();
    CountedLimits counted =
        request.getAttribute(COUNTED) instanceof CountedLimits before
            ? before
            : new CountedLimits();
    carryOut(decide(decides, received, request, query, counted), request, response, chain);
  }

  private Decision decide(
      EdgeAuth decides,
      HttpServletRequest received,
      HttpServletRequest current,
      @Nullable String query,
      CountedLimits counted) {
    return proxies
        ? decides.decide(ServletEdgeRequest.of(received, current, query), counted)
        : Target.decide(decides, received, current, query, counted);
  }

  private void onAsync(
      EdgeAuth decides, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(WAITING) instanceof Waiting turn && turn.by() == this) {
      onTurn(turn, request, response, chain);
      return;
    }
    Decided decided = decided(request);
    if (decided != null && decided.received().isOf(request)) {
      goOn(decided.forward(), request, response, chain, ForwardedRequest.in(request) != null);
    } else {
      onNewTarget(decides, request, response, chain);
    }
  }

  private void onError(
      EdgeAuth decides, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Decided decided = decided(request);
    if (decided != null) {
      goOn(decided.forward(), request, response, chain, ForwardedRequest.in(request) != null);
    } else {
      // The container refused the request before it was decided; no page of the application may
      // answer.
      Refusals.write(decides.refusal(Math.max(400, response.getStatus())), response);
    }
  }

  private @Nullable Decided decided(HttpServletRequest request) {
    return request.getAttribute(DECIDED) instanceof Decided decided && decided.by() == this
        ? decided
        : null;
  }

  static void carryOut(
      Decision decision,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    if (decision instanceof Decision.Forward forward) {
      goOn(forward, request, response, chain, false);
    } else if (decision instanceof Decision.Delay delay) {
      delay.reservation().cancel();
      refuse(delay.otherwise(), request, response);
    } else if (decision instanceof Decision.Reject reject) {
      refuse(reject, request, response);
    } else if (decision instanceof Decision.Answer own && isAnswerable(request)) {
      Answers.write(own, request, response);
    }
  }

  private static void refuse(
      Decision.Reject reject, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (isAnswerable(request)) {
      Refusals.write(reject, response);
    }
  }

  /**
   * What is included in an answer cannot change it; a part that is refused, or answered by
   * EdgeAuth, is left out, and the decision's event tells so.
   */
  private static boolean isAnswerable(HttpServletRequest request) {
    return request.getDispatcherType() != DispatcherType.INCLUDE;
  }

  /**
   * @param wrapped whether the request was wrapped before it was dispatched again
   */
  private static void goOn(
      Decision.Forward forward,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      boolean wrapped)
      throws IOException, ServletException {
    HttpServletResponse answer = GuardedCaching.of(response, forward.responseHeaders());
    chain.doFilter(wrapped ? request : new ForwardedRequest(request, answer, forward), answer);
  }

  /** Ends the timer of those who wait. */
  @Override
  public void close() {
    waiting.close();
  }
}
