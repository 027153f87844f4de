package io.edgeauth.examples.idp;

/** Runs an identity provider until the process ends. */
final class Main {

  /** Unless the user names one: without any, Logback writes every debug message to the terminal. */
  private static final String LOGBACK_FILE = "logback.configurationFile";

  private Main() {}

  /**
   * Prints the issuer, the clients and their secrets of this run.
   *
   * @param arguments the port; none, or 0, for any free port
   */
  public static void main(String[] arguments) {
    if (System.getProperty(LOGBACK_FILE) == null) {
      System.setProperty(LOGBACK_FILE, "io/edgeauth/examples/idp/warnings-only.xml");
    }
    int port = arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]);
    IdentityProvider provider = IdentityProvider.start(port);
    Runtime.getRuntime().addShutdownHook(new Thread(provider::close));
    System.out.println("issuer: " + provider.issuer());
    for (String client : provider.clientIds()) {
      System.out.println("client: " + client + "  secret: " + provider.clientSecret(client));
    }
  }
}
