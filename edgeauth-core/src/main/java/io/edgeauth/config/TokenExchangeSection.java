package io.edgeauth.config;

import io.edgeauth.config.Settings.NamedExchange;
import io.edgeauth.forward.exchange.TokenExchange;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads one of {@code forward.token-exchange}. Used once. */
final class TokenExchangeSection {

  private static final Duration INSTANT = Duration.ofMillis(1);
  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

  /** Called by nobody: it stands in for an address that has its problem. */
  private static final URI STAND_IN = URI.create("https://localhost/");

  private final Section section;
  private final Map<String, String> environment;

  TokenExchangeSection(Section section, Map<String, String> environment) {
    this.section = section;
    this.environment = environment;
  }

  /** All that stand in {@code forward}. */
  static List<NamedExchange> readAll(Section forward, Map<String, String> environment) {
    List<NamedExchange> exchanges = new ArrayList<>();
    forward
        .several("token-exchange")
        .sections()
        .forEach(
            (name, section) ->
                exchanges.add(
                    new NamedExchange(
                        name,
                        new TokenExchangeSection(section, environment).read(),
                        section.origin(),
                        section.path(),
                        section.keyOrigins())));
    return exchanges;
  }

  private TokenExchange read() {
    TokenExchange exchange = TokenExchange.endpoint(endpoint());
    client(exchange);
    exchange
        .audience(section.texts("audience", List.of()).toArray(String[]::new))
        .scope(section.text("scope", ""))
        .connectTimeout(
            section.duration(
                "connect-timeout", TokenExchange.DEFAULT_CONNECT_TIMEOUT, INSTANT, MAX_TIMEOUT))
        .totalTimeout(
            section.duration(
                "total-timeout", TokenExchange.DEFAULT_TOTAL_TIMEOUT, INSTANT, MAX_TIMEOUT))
        .maxEntries(
            section.integer("max-entries", TokenExchange.DEFAULT_MAX_ENTRIES, 0, 10_000_000));
    section.end();
    return exchange;
  }

  private URI endpoint() {
    String text = section.requiredText("endpoint");
    if (text.isBlank()) {
      return STAND_IN;
    }
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      section.problem("endpoint", "no address (expected: https://HOST/…)");
      return STAND_IN;
    }
  }

  private void client(TokenExchange exchange) {
    ClientSection.read(
        section,
        environment,
        (id, method) -> exchange.clientId(id).clientAuth(method),
        exchange::clientSecret,
        exchange::clientKeyFile);
  }
}
