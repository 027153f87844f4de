package io.edgeauth.examples.gateway;

import io.edgeauth.config.ConfigurationException;
import io.edgeauth.config.Problems;
import io.edgeauth.config.Settings;
import io.edgeauth.config.SettingsFile;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.pipeline.Explanation;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be asked on the command line, each command a method that returns its exit code. */
@Command(
    name = "edgeauth-gateway",
    description = "A reverse proxy that verifies callers with EdgeAuth.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.Version.class)
final class Commands implements Runnable {

  static final int FORWARD = 0;
  static final int REJECT = 1;
  static final int WRONG_CONFIGURATION = 2;

  private final PrintWriter out;
  private final PrintWriter err;

  @Spec private CommandSpec spec = CommandSpec.create();

  Commands(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "No command (expected: serve, check, explain or keys)");
  }

  @Command(
      description = "Serves until SIGTERM, then lets requests under way end.",
      mixinStandardHelpOptions = true)
  int serve(@Option(names = "--config", required = true, paramLabel = "FILE") Path config)
      throws InterruptedException {
    try {
      Gateway gateway = Gateway.start(config);
      Serving serving = Serving.until(gateway, err);
      out.println("edgeauth: listening on " + gateway.uri());
      URI management = gateway.managementUri();
      if (management != null) {
        out.println("edgeauth: management on " + management);
      }
      serving.await();
      return CommandLine.ExitCode.OK;
    } catch (ConfigurationException e) {
      return wrong(e, false);
    }
  }

  @Command(
      description = "Checks a configuration and lists its routes. Makes no network calls.",
      mixinStandardHelpOptions = true)
  int check(
      @Option(names = "--config", required = true, paramLabel = "FILE") Path config,
      @Option(names = "--json", description = "One JSON object instead of text.") boolean json) {
    logWarningsOnly();
    try (Configured configured = Configured.toLook(config)) {
      RouteReport report = RouteReport.of(configured, settings(config));
      out.println(json ? JsonWriter.write(report.json()) : report.text());
      return CommandLine.ExitCode.OK;
    } catch (ConfigurationException e) {
      return wrong(e, json);
    }
  }

  @Command(
      description =
          "Tells what each stage says about a request. Exit code 0: forward or answer, 1: reject.",
      mixinStandardHelpOptions = true)
  int explain(
      @Option(names = "--config", required = true, paramLabel = "FILE") Path config,
      @Option(names = "--method", required = true, paramLabel = "M") String method,
      @Option(
              names = "--path",
              required = true,
              paramLabel = "P",
              description = "As it is sent, with ?query if there is one.")
          String path,
      @Option(names = "--header", paramLabel = "'N: V'") List<String> headers,
      @Option(names = "--peer", paramLabel = "IP", defaultValue = "127.0.0.1") String peer,
      @Option(names = "--json", description = "One JSON object instead of text.") boolean json) {
    logWarningsOnly();
    TypedRequest request = request(method, path, headers == null ? List.of() : headers, peer);
    try (Configured configured = Configured.toLook(config)) {
      Explanation explanation = configured.edge().explain(request);
      ExplanationReport report = ExplanationReport.of(explanation, request, configured.gateway());
      out.println(json ? JsonWriter.write(report.json()) : report.text());
      return report.isRejected() ? REJECT : FORWARD;
    } catch (ConfigurationException e) {
      return wrong(e, json);
    }
  }

  /** What holds for all routes, which the running EdgeAuth does not tell. */
  private static Settings settings(Path config) {
    Problems problems = new Problems();
    Settings settings = SettingsFile.read(config, System.getenv(), problems);
    problems.throwIfAny(); // somebody has changed the file in between
    return settings;
  }

  private TypedRequest request(String method, String path, List<String> headers, String peer) {
    try {
      return TypedRequest.of(method, path, headers, peer);
    } catch (IllegalArgumentException e) {
      CommandLine explain = spec.commandLine().getSubcommands().get("explain");
      throw new ParameterException(explain, String.valueOf(e.getMessage()), e);
    }
  }

  /** What these commands have to say, they print. */
  private static void logWarningsOnly() {
    System.setProperty("edgeauth.log.level", "WARN");
  }

  private int wrong(ConfigurationException wrong, boolean json) {
    ProblemReport.of(wrong).print(out, err, json);
    return WRONG_CONFIGURATION;
  }

  /** The version that the jar's manifest names. */
  static final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = Commands.class.getPackage().getImplementationVersion();
      return new String[] {"edgeauth-gateway " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
