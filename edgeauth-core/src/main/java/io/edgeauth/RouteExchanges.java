package io.edgeauth;

import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.BearerAuthenticator;
import io.edgeauth.authn.InvalidSpecException;
import io.edgeauth.authn.NamedAuthenticator;
import io.edgeauth.config.Problems;
import io.edgeauth.config.Settings;
import io.edgeauth.config.Settings.NamedExchange;
import io.edgeauth.config.Settings.Place;
import io.edgeauth.config.Settings.PlacedRoute;
import io.edgeauth.forward.exchange.ExchangedTokens;
import io.edgeauth.pipeline.RouteExchange;
import io.edgeauth.runtime.EdgeRuntime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens the exchanges of tokens and gives them to the routes that name them, or tells what is wrong
 * with either. Used once, by one thread, while a generation is built.
 */
final class RouteExchanges {

  private final Settings settings;
  private final EdgeRuntime runtime;
  private final Problems problems;

  /** Null for one that could not be opened: that routes name it is no problem then. */
  private final Map<String, @Nullable ExchangedTokens> byName = new LinkedHashMap<>();

  RouteExchanges(Settings settings, EdgeRuntime runtime, Problems problems) {
    this.settings = settings;
    this.runtime = runtime;
    this.problems = problems;
  }

  void open() {
    settings.exchanges().forEach(this::open);
  }

  private void open(NamedExchange named) {
    String fault = null;
    if (!GenerationBuilder.isName(named.name())) {
      fault = "a name that no route could write (expected: letters, digits, - and _)";
    } else if (byName.containsKey(named.name())) {
      fault = "a name that another exchange has (expected: a name of its own)";
    }
    if (fault != null) {
      problems.add(named.origin(), named.keyPath(), fault);
      return;
    }
    byName.put(named.name(), null);
    try {
      byName.put(named.name(), named.spec().open(named.name(), settings.outbound(), runtime));
    } catch (InvalidSpecException e) {
      for (InvalidSpecException.Fault one : e.faults()) {
        problems.add(named.origin(one.key()), named.keyPath() + "." + one.key(), one.message());
      }
    }
  }

  List<ExchangedTokens> all() {
    return byName.values().stream().filter(tokens -> tokens != null).toList();
  }

  /**
   * The exchange of a route, or null where it has none, or none that could be.
   *
   * @param lastStep the authenticators of the route's last step
   * @param keepCredentials whether its backend receives the credentials
   */
  @Nullable RouteExchange of(
      PlacedRoute placed, List<NamedAuthenticator> lastStep, boolean keepCredentials) {
    String name = placed.route().tokenExchange();
    if (name == null) {
      return null;
    }
    Place place = placed.place("forward.token-exchange");
    if (!byName.containsKey(name)) {
      List<String> names = settings.exchanges().stream().map(NamedExchange::name).toList();
      problems.add(
          place.origin(),
          place.keyPath(),
          GenerationBuilder.unknown("token exchange", name, names));
    }
    if (keepCredentials) {
      problems.add(
          place.origin(),
          place.keyPath(),
          "beside keep-credentials: true, by which the client's token would go on too (expected:"
              + " keep-credentials: false for this route)");
    }
    Map<String, BearerAuthenticator> bearers = bearers(lastStep, place);
    ExchangedTokens tokens = byName.get(name);
    return tokens == null ? null : new RouteExchange(name, tokens, bearers);
  }

  private Map<String, BearerAuthenticator> bearers(List<NamedAuthenticator> lastStep, Place place) {
    Map<String, BearerAuthenticator> bearers = new LinkedHashMap<>();
    for (NamedAuthenticator named : lastStep) {
      Authenticator own = Borrowed.own(named.authenticator());
      if (own instanceof BearerAuthenticator bearer) {
        bearers.put(named.name(), bearer);
      } else {
        problems.add(
            place.origin(),
            place.keyPath(),
            named.name()
                + " has no bearer token to exchange (expected: a last step of jwt or introspection"
                + " alone)");
      }
    }
    return bearers;
  }
}
