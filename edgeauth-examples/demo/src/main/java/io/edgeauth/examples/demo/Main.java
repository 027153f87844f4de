package io.edgeauth.examples.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Runs the demo. */
final class Main {

  private static final String USAGE = "usage: java -jar edgeauth-demo.jar [--smoke]";

  private Main() {}

  /**
   * Prints five requests and stays until it is told to end; with {@code --smoke} it makes them
   * itself, and its exit code is 0 when all were answered as they should be.
   *
   * @param arguments none, or {@code --smoke}
   * @throws InterruptedException if the process is told to end
   */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> given = List.of(arguments);
    if (!given.isEmpty() && !given.equals(List.of("--smoke"))) {
      System.err.println(USAGE);
      System.exit(2);
    }
    try {
      if (given.isEmpty()) {
        stay();
      } else {
        System.exit(smoke(System.out) ? 0 : 1);
      }
    } catch (IOException | RuntimeException e) {
      System.err.println("edgeauth-demo: " + e);
      System.exit(1); // what has started would keep the process alive
    }
  }

  private static void stay() throws IOException, InterruptedException {
    Demo demo = Demo.start();
    CountDownLatch ended = new CountDownLatch(1);
    Thread end =
        new Thread(
            () -> {
              demo.close();
              ended.countDown();
              Runtime.getRuntime().halt(0); // it did what it was told; the JVM would say otherwise
            },
            "demo-end");
    Runtime.getRuntime().addShutdownHook(end);
    System.out.println(introduction(demo));
    ended.await();
  }

  private static String introduction(Demo demo) {
    StringBuilder text = new StringBuilder();
    text.append("identity provider  ").append(demo.issuer()).append('\n');
    text.append("backend            ").append(demo.backend()).append('\n');
    text.append("gateway            ").append(demo.gateway()).append('\n');
    text.append("configuration      ").append(demo.configuration()).append('\n');
    int number = 0;
    for (Attempt attempt : demo.attempts()) {
      number++;
      text.append('\n').append(number).append(". ").append(attempt.title()).append('\n');
      text.append("   ").append(attempt.curl()).append('\n');
      text.append("   expect: ").append(attempt.expected()).append('\n');
    }
    return text.append("\nThe tokens are good for five minutes. Ctrl-C ends all.").toString();
  }

  private static boolean smoke(PrintStream out) throws IOException, InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    boolean all = true;
    try (Demo demo = Demo.start()) {
      int number = 0;
      for (Attempt attempt : demo.attempts()) {
        number++;
        HttpResponse<String> answer = attempt.send(http);
        boolean met = attempt.expected().isMetBy(answer);
        all &= met;
        out.println(
            (met ? "ok     " : "FAILED ")
                + number
                + ". "
                + attempt.uri().getPath()
                + ": "
                + (met ? "" : "answered " + answer.statusCode() + " in place of ")
                + attempt.expected());
      }
    }
    return all;
  }
}
