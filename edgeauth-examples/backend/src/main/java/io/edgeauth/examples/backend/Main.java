package io.edgeauth.examples.backend;

/** Runs a backend until the process ends. */
final class Main {

  private Main() {}

  /**
   * Prints where the backend listens.
   *
   * @param arguments the port; none, or 0, for any free port
   */
  public static void main(String[] arguments) {
    int port = arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]);
    Backend backend = Backend.start(port);
    Runtime.getRuntime().addShutdownHook(new Thread(backend::close));
    System.out.println("backend: listening on " + backend.uri());
  }
}
