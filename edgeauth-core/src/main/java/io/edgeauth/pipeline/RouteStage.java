package io.edgeauth.pipeline;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.http.PathForm;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.RouteMatch;
import io.edgeauth.route.RouteTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stage 2: finds the route. What none matches ends here. */
final class RouteStage implements Stage {

  private final RouteTable table;
  private final List<CompiledRoute> compiled;

  RouteStage(RouteTable table, List<CompiledRoute> compiled) {
    this.table = table;
    this.compiled = compiled;
  }

  @Override
  public String name() {
    return "route";
  }

  @Override
  public @Nullable Rejection run(Exchange exchange) {
    EdgeRequest request = exchange.request();
    String path = request.rawPath().substring(request.contextPath().length());
    RouteMatch match =
        table.find(
            request.authority(),
            PathForm.comparable(path.isEmpty() ? "/" : path),
            request.method());
    if (match instanceof RouteMatch.Matched matched) {
      CompiledRoute route = compiled.get(matched.index());
      exchange.route(route);
      if (exchange.isExplained()) {
        exchange.note(route.route().pattern());
      }
      return null;
    }
    if (match instanceof RouteMatch.OtherMethods other) {
      HeaderField allow = new HeaderField("Allow", String.join(", ", other.allowed()));
      return new Rejection(Reasons.METHOD_NOT_ALLOWED, null, null, List.of(allow));
    }
    return new Rejection(Reasons.ROUTE_UNMATCHED, null);
  }
}
