package io.edgeauth.pipeline;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.http.PathForm;
import io.edgeauth.network.PublicUrls;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.RouteMatch;
import io.edgeauth.route.RouteTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stage 2: finds the route, and asks its own rules for addresses. What none matches ends here, or
 * where early limits are to count it, behind them.
 */
final class RouteStage implements Stage {

  private final RouteTable table;
  private final List<CompiledRoute> compiled;
  private final boolean preflightPasses;
  private final boolean countsUnmatched;

  /**
   * @param countsUnmatched whether early limits count what no route takes, before it is refused
   */
  RouteStage(
      RouteTable table,
      List<CompiledRoute> compiled,
      boolean preflightPasses,
      boolean countsUnmatched) {
    this.table = table;
    this.compiled = compiled;
    this.preflightPasses = preflightPasses;
    this.countsUnmatched = countsUnmatched;
  }

  @Override
  public String name() {
    return "route";
  }

  @Override
  public @Nullable Rejection run(Exchange exchange) {
    EdgeRequest request = exchange.request();
    String authority = authority(exchange);
    if (authority == null) {
      return new Rejection(
          Reasons.ADDRESS_UNREADABLE, "the X-Forwarded-Host header holds something unreadable");
    }
    String asked = preflightPasses ? methodOfPreflight(request) : null;
    exchange.preflight(asked != null);
    RouteMatch match =
        table.find(authority, PathForm.routed(request), asked == null ? request.method() : asked);
    if (match instanceof RouteMatch.Matched matched) {
      CompiledRoute route = compiled.get(matched.index());
      exchange.route(route);
      if (exchange.isExplained()) {
        exchange.note(route.route().pattern() + (route.route().isShadow() ? ", shadow" : ""));
        if (asked != null) {
          exchange.note("preflight for " + asked);
        }
      }
      return AddressStage.judge(route.route().ipRules(), exchange);
    }
    if (asked == null && match instanceof RouteMatch.OtherMethods other) {
      HeaderField allow = new HeaderField("Allow", other.allow());
      return unmatched(
          exchange, new Rejection(Reasons.METHOD_NOT_ALLOWED, null, null, List.of(allow)));
    }
    return unmatched(exchange, new Rejection(Reasons.ROUTE_UNMATCHED, null));
  }

  private @Nullable Rejection unmatched(Exchange exchange, Rejection rejection) {
    if (!countsUnmatched) {
      return rejection;
    }
    exchange.unmatched(rejection);
    exchange.note("none takes it");
    return null;
  }

  /** The host that the client asked for; null where a trusted proxy's word cannot be read. */
  private static @Nullable String authority(Exchange exchange) {
    EdgeRequest request = exchange.request();
    return exchange.isViaProxy() ? PublicUrls.forwardedHost(request) : request.authority();
  }

  /**
   * The method that a browser is about to use, or null where the request is no preflight.
   *
   * @see <a href="https://fetch.spec.whatwg.org/#cors-preflight-request">Fetch, CORS-preflight</a>
   */
  private static @Nullable String methodOfPreflight(EdgeRequest request) {
    if (!request.method().equals("OPTIONS") || request.headers("Origin").size() != 1) {
      return null;
    }
    List<String> asked = request.headers("Access-Control-Request-Method");
    return asked.size() == 1 ? asked.get(0) : null;
  }
}
