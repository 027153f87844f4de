package io.edgeauth.examples.gateway;

import io.edgeauth.authn.apikey.ApiKeyRequest;
import io.edgeauth.config.LimitSettings;
import io.edgeauth.config.Problems;
import io.edgeauth.config.SettingsFile;
import io.edgeauth.examples.gateway.DurationOption.Lifetime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that say what a new key is to carry. Filled by the command line; what they say is
 * checked when the key is issued.
 */
final class IssueOptions {

  @Option(
      names = "--owner",
      required = true,
      paramLabel = "O",
      description = "The application or organisation that will call with the key.")
  private String owner = "";

  @Option(names = "--tenant", paramLabel = "T", description = "Whose data it is about.")
  private @Nullable String tenant;

  @Option(names = "--scope", paramLabel = "S", description = "What it allows; may be repeated.")
  private List<String> scopes = new ArrayList<>();

  @Option(names = "--role", paramLabel = "R", description = "A role; may be repeated.")
  private List<String> roles = new ArrayList<>();

  @Option(
      names = "--route",
      paramLabel = "PATTERN",
      description = "Where it is good, as routes write their paths; may be repeated.")
  private List<String> routes = new ArrayList<>();

  @Option(
      names = "--allow-ip",
      paramLabel = "CIDR",
      description = "From where it may be used; may be repeated.")
  private List<String> networks = new ArrayList<>();

  @Option(
      names = "--expires-in",
      paramLabel = "90d|never",
      converter = DurationOption.OrNever.class,
      description = "How long it is good; unless it is said, as the configuration says.")
  private @Nullable Lifetime lifetime;

  @Option(names = "--plan", paramLabel = "P", description = "The usage plan that it is under.")
  private @Nullable String plan;

  @Option(
      names = "--permits",
      paramLabel = "N",
      converter = NumberOption.class,
      description = "A limit of its own, with --per, in place of a plan.")
  private @Nullable Long permits;

  @Option(names = "--per", paramLabel = "1m", converter = DurationOption.class)
  private @Nullable Duration per;

  @Option(names = "--name", paramLabel = "TEXT", description = "What people call it.")
  private @Nullable String name;

  /** What is wrong before anybody has to be asked, or null. */
  @Nullable String fault() {
    if (permits != null && per == null) {
      return "--permits: without --per (expected: both, such as --permits 1000 --per 1m)";
    }
    if (permits == null && per != null) {
      return "--per: without --permits (expected: both, such as --permits 1000 --per 1m)";
    }
    return null;
  }

  /**
   * What is wrong with the plan, or null. Where no plans are configured, a plan is a word that is
   * told to backends, and any will do.
   *
   * @param file the configuration, which has no problem
   */
  @Nullable String unknownPlan(Path file) {
    List<String> plans =
        SettingsFile.read(file, System.getenv(), new Problems()).limits().plans().stream()
            .map(LimitSettings.NamedPlan::name)
            .toList();
    return plan == null || plans.isEmpty() || plans.contains(plan)
        ? null
        : "--plan: " + plan + " (expected: one of " + String.join(", ", plans) + ")";
  }

  ApiKeyRequest request() {
    ApiKeyRequest request =
        ApiKeyRequest.owner(owner)
            .name(name)
            .tenant(tenant)
            .scopes(scopes.toArray(String[]::new))
            .roles(roles.toArray(String[]::new))
            .routes(routes.toArray(String[]::new))
            .allowedAddresses(networks.toArray(String[]::new))
            .plan(plan);
    if (permits != null && per != null) {
      request.limit(permits, per);
    }
    if (lifetime == null) {
      return request;
    }
    Duration duration = lifetime.duration();
    return duration == null ? request.neverExpires() : request.expiresIn(duration);
  }
}
