package io.edgeauth.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The jar of this build, run as a person runs it. */
final class DemoIT {

  private static final Pattern QUOTED = Pattern.compile("'([^']*)'");
  private static final Pattern EXPECTED =
      Pattern.compile("   expect: (\\d{3}), (body with|body without|header) (.+)");

  /** A request and its answer, as they were printed. */
  private record Printed(String curl, Matcher expected) {}

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(System.getProperty("demo.jar"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void smoke_allAnsweredAsTheyShould_exitsWithZero() throws Exception {
    Process demo = start("--smoke");
    try (BufferedReader output = output(demo)) {
      assertThat(output.lines().toList()).hasSize(5).allMatch(line -> line.startsWith("ok "));
      assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(demo.exitValue()).isZero();
    } finally {
      demo.destroyForcibly();
    }
  }

  @Test
  void printedRequests_areAnsweredAsPrinted() throws Exception {
    Process demo = start();
    try (BufferedReader output = output(demo)) {
      HttpClient http = HttpClient.newHttpClient();
      List<Printed> printed = printed(output);
      assertThat(printed).hasSize(5);
      for (Printed one : printed) {
        HttpResponse<String> answer = http.send(request(one.curl()), BodyHandlers.ofString());

        assertThat(answer.statusCode())
            .as(one.curl())
            .isEqualTo(Integer.parseInt(one.expected().group(1)));
        assertSign(answer, one.expected().group(2), one.expected().group(3));
      }
      demo.toHandle().destroy();
      assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(demo.exitValue()).isZero();
    } finally {
      demo.destroyForcibly();
    }
  }

  private static List<Printed> printed(BufferedReader output) throws IOException {
    List<Printed> printed = new ArrayList<>();
    String curl = "";
    while (printed.size() < 5) {
      String line = output.readLine();
      assertThat(line).as("output of the demo").isNotNull();
      Matcher expected = EXPECTED.matcher(line);
      if (line.startsWith("   curl -i '")) {
        curl = line;
      } else if (expected.matches()) {
        printed.add(new Printed(curl, expected));
      }
    }
    return printed;
  }

  private static HttpRequest request(String curl) {
    List<String> quoted = QUOTED.matcher(curl).results().map(found -> found.group(1)).toList();
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(quoted.get(0)));
    for (String header : quoted.subList(1, quoted.size())) {
      int colon = header.indexOf(": ");
      request.header(header.substring(0, colon), header.substring(colon + 2));
    }
    return request.build();
  }

  private static void assertSign(HttpResponse<String> answer, String where, String text) {
    switch (where) {
      case "body with" -> assertThat(answer.body()).contains(text);
      case "body without" -> assertThat(answer.body()).doesNotContain(text);
      default ->
          assertThat(answer.headers().allValues(text.substring(0, text.indexOf(": "))))
              .contains(text.substring(text.indexOf(": ") + 2));
    }
  }
}
