package io.edgeauth.config;

import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.authn.remote.SharedAnswersSpec;
import io.edgeauth.config.Settings.NamedExchange;
import io.edgeauth.config.Settings.NamedSpec;
import io.edgeauth.config.Settings.Place;
import io.edgeauth.config.Settings.PlacedRoute;
import io.edgeauth.event.AuditLog;
import io.edgeauth.forward.ForwardSettings;
import io.edgeauth.http.Problem.Format;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteDefaults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code edgeauth} whole. Used once. */
final class SettingsReader {

  private static final int KB = 1024;
  private static final String KINDS = "jwt, api-key, introspection or mtls";
  private static final Pattern PRINTABLE = Pattern.compile("[!-~]([ -~]{0,198}[!-~])?");

  private final Section section;
  private final Map<String, String> environment;
  private @Nullable SharedAnswersSpec shared;

  SettingsReader(Section section, Map<String, String> environment) {
    this.section = section;
    this.environment = environment;
  }

  Settings read() {
    enabled();
    shared = new SharedStores(environment).read(section);
    Section request = section.sectionOrEmpty("request");
    Section errors = section.sectionOrEmpty("errors");
    Section audit = section.sectionOrEmpty("audit");
    Section reload = section.sectionOrEmpty("reload");
    Section forward = section.sectionOrEmpty("forward");
    List<NamedExchange> exchanges = TokenExchangeSection.readAll(forward, environment);
    Settings settings =
        new Settings(
            section.origin(),
            authenticators(),
            routes(),
            InvalidationSection.read(section),
            forward(forward, request),
            exchanges,
            outbound(),
            errorFormat(errors),
            realm(errors),
            new EntrySection(section, request).read(),
            audit.choice("log", AuditLog.Scope.class, AuditLog.Scope.REFUSED),
            reload.flag("watch", true),
            new LimitsSection(section, shared).read());
    later();
    List.of(request, errors, audit, reload).forEach(Section::end);
    section.end();
    return settings;
  }

  private static Format errorFormat(Section errors) {
    String written = errors.text("format", "problem+json");
    return switch (written) {
      case "problem+json" -> Format.PROBLEM_JSON;
      case "json" -> Format.JSON;
      case "text" -> Format.TEXT;
      default -> {
        errors.problem("format", Shown.value(written) + " (expected: problem+json, json or text)");
        yield Format.PROBLEM_JSON;
      }
    };
  }

  private static String realm(Section errors) {
    String realm = errors.text("realm", Settings.DEFAULT_REALM);
    if (PRINTABLE.matcher(realm).matches()) {
      return realm;
    }
    errors.problem(
        "realm", Shown.value(realm) + " (expected: 1 to 200 printable characters of ASCII)");
    return Settings.DEFAULT_REALM;
  }

  private void enabled() {
    if (!section.flag("enabled", true)) {
      section.problem(
          "enabled",
          "false (expected: true; to run without EdgeAuth, take its filter out of the application)");
    }
  }

  /**
   * What the next versions bring is refused by name, so that nobody believes to be protected by it.
   */
  private void later() {
    section.later("backend", "backends must be reachable through the gateway alone");
  }

  private List<NamedSpec> authenticators() {
    List<NamedSpec> specs = new ArrayList<>();
    section
        .several("authenticators")
        .sections()
        .forEach((name, named) -> authenticator(name, named).ifPresent(specs::add));
    return specs;
  }

  private Optional<NamedSpec> authenticator(String name, Section named) {
    Section jwt = named.section("jwt");
    Section apiKey = named.section("api-key");
    Section introspection = named.section("introspection");
    Section mtls = named.section("mtls");
    for (String kind : List.of("sigv4", "external")) {
      named.later(kind, "the only kinds yet are " + KINDS);
    }
    if (named.keys().size() != 1) {
      named
          .problems()
          .add(named.origin(), named.path(), "not exactly one kind (expected: " + KINDS + ")");
    }
    named.end();
    if (jwt != null) {
      return Optional.of(named(name, jwt, new JwtSection(jwt, environment, shared).read()));
    }
    if (introspection != null) {
      AuthenticatorSpec spec =
          new IntrospectionSection(introspection, environment, shared, section.has("redis")).read();
      return Optional.of(named(name, introspection, spec));
    }
    if (mtls != null) {
      return Optional.of(named(name, mtls, new MtlsSection(mtls, environment).read()));
    }
    return apiKey == null
        ? Optional.empty()
        : Optional.of(named(name, apiKey, new ApiKeySection(apiKey, environment).read()));
  }

  private static NamedSpec named(String name, Section kind, AuthenticatorSpec spec) {
    return new NamedSpec(name, spec, kind.origin(), kind.path(), kind.keyOrigins());
  }

  private List<PlacedRoute> routes() {
    List<PlacedRoute> routes = new ArrayList<>();
    Section written = section.sectionOrEmpty("route-defaults");
    RouteDefaults defaults = RouteDefaultsSection.read(written);
    for (Section item : section.several("routes").items()) {
      Map<String, Place> places = places(written);
      places.putAll(places(item));
      if (item.node("forward") instanceof ConfigNode.Mapping) {
        places(item.sectionOrEmpty("forward"))
            .forEach((key, place) -> places.put("forward." + key, place));
      }
      Optional<Route> route = new RouteSection(item, defaults).read();
      route.ifPresent(
          read -> routes.add(new PlacedRoute(read, item.origin(), item.path(), places)));
    }
    return routes;
  }

  private static Map<String, Place> places(Section section) {
    Map<String, Place> places = new HashMap<>();
    section
        .keyOrigins()
        .forEach((key, origin) -> places.put(key, new Place(origin, section.path() + "." + key)));
    return places;
  }

  private static ForwardSettings forward(Section forward, Section request) {
    int max =
        request.size(
            "max-identity-headers", ForwardSettings.DEFAULTS.maxIdentityHeaders(), KB, 64 * KB);
    return new ForwardSection(forward).read(max);
  }

  private OutboundSettings outbound() {
    Section outbound = section.sectionOrEmpty("outbound");
    Set<String> hosts = new LinkedHashSet<>();
    for (String host : outbound.texts("allow-http", List.of())) {
      if (OutboundSettings.isHost(host)) {
        hosts.add(host);
      } else {
        outbound.problem("allow-http", Shown.value(host) + " (expected: a host name alone)");
      }
    }
    Path trustStore = outbound.file("trust-store");
    String fault = trustStore == null ? null : OutboundSettings.trustStoreFault(trustStore);
    if (fault != null) {
      outbound.problem("trust-store", fault);
      trustStore = null;
    }
    outbound.later("proxy", "issuers are called directly");
    outbound.end();
    return new OutboundSettings(hosts, trustStore);
  }
}
