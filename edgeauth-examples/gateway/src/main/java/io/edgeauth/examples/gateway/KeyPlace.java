package io.edgeauth.examples.gateway;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that say whose keys a command is about. Filled by the command line. */
final class KeyPlace {

  @Option(names = "--config", required = true, paramLabel = "FILE")
  private Path config = Path.of("");

  @Option(
      names = "--authenticator",
      required = true,
      paramLabel = "NAME",
      description = "One of kind api-key in the configuration.")
  private String authenticator = "";

  Path config() {
    return config;
  }

  String authenticator() {
    return authenticator;
  }
}
