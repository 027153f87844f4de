package io.edgeauth.examples.gateway;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import picocli.CommandLine;

/** The command line of the gateway. */
final class Main {

  private static final String LOGBACK_FILE = "logback.configurationFile";

  private Main() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param arguments {@code serve}, {@code check}, {@code explain} or {@code keys} with their
   *     options
   */
  public static void main(String[] arguments) {
    if (System.getProperty(LOGBACK_FILE) == null) {
      System.setProperty(LOGBACK_FILE, "io/edgeauth/examples/gateway/logging.xml");
    }
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, arguments));
  }

  /** Runs a command. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Commands(out, err))
        .addSubcommand(new KeysCommand(out, err, Clock.systemUTC()))
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(false)
        .setParameterExceptionHandler(new UsageError())
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              err.println("edgeauth: " + failure.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(arguments);
  }
}
