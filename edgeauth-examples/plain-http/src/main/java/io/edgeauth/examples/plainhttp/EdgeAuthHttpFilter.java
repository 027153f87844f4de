package io.edgeauth.examples.plainhttp;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import io.edgeauth.EdgeAuth;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Identity;
import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import java.util.function.Function;

/**
 * Decides each request before the handler of its context sees it. Add it first to the filters of
 * every context, and set no {@code Authenticator} beside it: the server's own cannot read an
 * exchange that was changed.
 *
 * <p>Any number of threads may run it at once. A bug in it ends the connection: the server then
 * calls no handler.
 */
public final class EdgeAuthHttpFilter extends Filter {

  private final Function<EdgeRequest, Decision> edge;

  private EdgeAuthHttpFilter(Function<EdgeRequest, Decision> edge) {
    this.edge = edge;
  }

  /**
   * Makes the filter.
   *
   * @param edge decides; its owner closes it
   * @return the filter
   */
  public static EdgeAuthHttpFilter of(EdgeAuth edge) {
    return deciding(edge::decide);
  }

  static EdgeAuthHttpFilter deciding(Function<EdgeRequest, Decision> decisions) {
    return new EdgeAuthHttpFilter(decisions);
  }

  /**
   * The verified caller of a request that came through this filter.
   *
   * @param exchange what the handler was given
   * @return who is calling; anonymous on public routes, and where no such filter let it through
   */
  public static Identity identity(HttpExchange exchange) {
    // Not an attribute: those belong to the context, and the next request would find it there.
    return exchange instanceof ForwardedExchange forwarded
        ? forwarded.identity()
        : Identity.ANONYMOUS;
  }

  @Override
  public String description() {
    return "EdgeAuth";
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    Decision decision = edge.apply(ExchangeRequest.of(exchange));
    if (decision instanceof Decision.Forward forward) {
      for (HeaderField field : forward.responseHeaders()) {
        exchange.getResponseHeaders().add(field.name(), field.value());
      }
      chain.doFilter(new ForwardedExchange(exchange, forward));
    } else if (decision instanceof Decision.Delay delay) {
      delay.reservation().cancel(); // to wait would hold one of the server's threads
      Refusals.write(delay.otherwise(), exchange);
    } else if (decision instanceof Decision.Reject reject) {
      Refusals.write(reject, exchange);
    } else if (decision instanceof Decision.Answer answer) {
      Answers.write(answer, exchange);
    }
  }
}
